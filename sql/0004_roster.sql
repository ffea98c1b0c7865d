-- Accounts, jobs, rosters, assignments, and what is kept of service.

create table muster.account (
  id           bigint generated always as identity primary key,
  name         text not null unique check (name <> ''),
  role         text not null check (role in
                 ('administrator', 'staff', 'grid', 'unit', 'leader', 'member', 'department', 'operator', 'system')),
  area_id      int references muster.area,
  unit_id      int references muster.unit,
  team_id      int references muster.team,
  member_id    bigint references muster.member,
  disabled_at  timestamptz,
  -- raised by whatever changes the account's rights: a session holding an older one is refused and looks again
  version      int not null default 1,
  check (role not in ('staff', 'grid') or area_id is not null),
  check (role <> 'unit' or unit_id is not null),
  check (role <> 'leader' or team_id is not null),
  check (role <> 'member' or member_id is not null),
  check (role <> 'department' or area_id is not null or unit_id is not null)
);

-- The daemon's own hand: offers that ran out, searches for substitutes. It has no token and can get none. The operator
-- comes in by the Unix socket, as the daemon's own user. The administrator's token is written at the first start.
insert into muster.account (name, role) values ('muster', 'system'), ('operator', 'operator'), ('admin', 'administrator');

-- The secret itself is shown once and never kept.
create table muster.token (
  id          text primary key check (id ~ '^[0-9A-Z]{4,16}$'),
  account_id  bigint not null references muster.account,
  label       text,
  digest      bytea not null check (length(digest) = 32),
  created_at  timestamptz not null,
  expires_at  timestamptz,
  revoked_at  timestamptz,
  last_used   date
);
create index token_account_idx on muster.token (account_id);

-- What was answered to a key, in the transaction of the effect.
create table muster.command_key (
  account_id   bigint not null,
  key          text not null check (length(key) between 16 and 64),
  fingerprint  bytea not null,
  final        text not null,
  at           timestamptz not null,
  primary key (account_id, key)
);
create index command_key_at_idx on muster.command_key (at);

-- Who did what, without the values.
create table muster.audit (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default clock_timestamp(),
  account_id  bigint not null,
  verb        text not null,
  objects     text[] not null default '{}',
  fields      text[] not null default '{}',
  request     text
);

-- Work that outlives a command. Claimed by lease, never by state alone; the fence is a number that only grows, and
-- a writer whose fence is not the row's has lost the job.
create table muster.job (
  id           bigint generated always as identity primary key,
  kind         text not null check (kind in ('solve', 'import')),
  account_id   bigint not null references muster.account,
  area_id      int references muster.area,
  arguments    jsonb not null,
  state        text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  fence        bigint not null default 0,
  lease_until  timestamptz,
  attempts     int not null default 0,
  progress     smallint not null default 0 check (progress between 0 and 100),
  score        bigint,
  bound        bigint,
  -- of a roster: seats to be given, how many the plan at hand fills, and when the search ends at the latest
  seats        int,
  filled       int,
  ends_by      timestamptz,
  result       jsonb,
  created_at   timestamptz not null default clock_timestamp(),
  ended_at     timestamptz
);
create index job_open_idx on muster.job (id) where state in ('queued', 'running');

-- 排班: a proposal over an area and a period.
create table muster.roster (
  id          bigint generated always as identity primary key,
  area_id     int not null references muster.area,
  starts_on   date not null,
  ends_on     date not null,
  state       text not null check (state in ('proposed', 'published', 'superseded')),
  job_id      bigint references muster.job,
  account_id  bigint not null references muster.account,
  score       bigint not null,
  bound       bigint,
  seats       int not null,
  filled      int not null,
  created_at  timestamptz not null,
  published_at timestamptz,
  v           int not null default 1,
  check (starts_on < ends_on)
);
create index roster_area_idx on muster.roster (area_id, id desc);

create table muster.roster_line (
  roster_id  bigint not null references muster.roster,
  shift_id   bigint not null references muster.shift,
  member_id  bigint not null references muster.member,
  area_id    int not null references muster.area,
  team_id    int references muster.team,
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  -- it stood already when the roster was made
  kept       boolean not null,
  primary key (roster_id, shift_id, member_id)
);

-- Why seats stayed open: counts of members by the first rule that kept them out.
create table muster.roster_gap (
  roster_id  bigint not null references muster.roster,
  shift_id   bigint not null references muster.shift,
  area_id    int not null references muster.area,
  open       smallint not null check (open > 0),
  reasons    jsonb not null,
  primary key (roster_id, shift_id)
);

-- 派单: an offer and what became of it. One row a pair, so that what was declined is never offered again.
create table muster.assignment (
  id              bigint generated always as identity primary key,
  shift_id        bigint not null,
  member_id       bigint not null references muster.member,
  -- the shift's own, and follows it: what a scope is matched with
  area_id         int not null,
  -- the member's unit and community when it was made
  unit_id         int references muster.unit,
  home_id         int not null references muster.area,
  -- the team that serves as a body, where it came by a team
  team_id         int references muster.team,
  state           text not null check (state in ('offered', 'accepted', 'declined', 'expired', 'withdrawn', 'released',
                    'checked_in', 'served', 'absent', 'excused')),
  starts_at       timestamptz not null,
  ends_at         timestamptz not null,
  source          text not null check (source in ('roster', 'staff', 'claim', 'substitute')),
  roster_id       bigint references muster.roster,
  -- whom it stands in for
  substitute_for  bigint references muster.assignment,
  offered_at      timestamptz not null,
  deadline        timestamptz,
  answered_at     timestamptz,
  -- an answer taken by telephone: by whom
  answered_by     bigint references muster.account,
  checked_in_at   timestamptz,
  checked_out_at  timestamptz,
  minutes         int check (minutes between 0 and 10080),
  proof           text check (proof in ('self', 'staff', 'imported')),
  confirmed_by    bigint references muster.account,
  reason          text,
  v               int not null default 1,
  unique (shift_id, member_id),
  foreign key (shift_id, area_id) references muster.shift (id, area_id) on update cascade,
  check (starts_at < ends_at),
  check (checked_in_at < checked_out_at),
  -- a member is never in two places
  constraint assignment_never_two_places
    exclude using gist (member_id with =, tstzrange(starts_at, ends_at) with &&)
    where (state in ('accepted', 'checked_in', 'served'))
);
create index assignment_area_idx on muster.assignment (area_id, starts_at, id);
create index assignment_member_idx on muster.assignment (member_id, starts_at, id);
create index assignment_team_idx on muster.assignment (team_id, starts_at) where team_id is not null;
create index assignment_unit_idx on muster.assignment (unit_id, starts_at, id);
create index assignment_deadline_idx on muster.assignment (deadline, id) where state = 'offered';

-- An assignment never changes its shift or member.
create function muster.assignment_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an assignment never changes its shift or member' using errcode = 'integrity_constraint_violation';
end $$;
create trigger assignment_stays before update of shift_id, member_id on muster.assignment
  for each row when ((new.shift_id, new.member_id) is distinct from (old.shift_id, old.member_id))
  execute function muster.assignment_stays();

-- Keeps shift.taken, whose check refuses one too many: once a statement, each shift by what the statement took of it, as
-- a roster gives many seats at once. Runs as the owner: a member who claims may not write shifts. The shifts are locked
-- already, in the one order, by whoever gives or takes several. A connection keeps the plan of its first statement, however
-- many seats that gave: by the shifts' key it is right for one and for thousands.
create function muster.assignment_takes_seat() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  if tg_op = 'INSERT' then
    update shift s set taken = s.taken + t.seats
      from (select n.shift_id, count(*) as seats from new_rows n
             where n.state in ('offered', 'accepted', 'checked_in', 'served') group by n.shift_id) t
     where s.id = t.shift_id;
  else
    update shift s set taken = s.taken + t.seats
      from (select c.shift_id, sum(c.seats) as seats
              from (select n.shift_id, 1 as seats from new_rows n
                     where n.state in ('offered', 'accepted', 'checked_in', 'served')
                    union all
                    select o.shift_id, -1 from old_rows o
                     where o.state in ('offered', 'accepted', 'checked_in', 'served')) c
             group by c.shift_id having sum(c.seats) <> 0) t
     where s.id = t.shift_id;
  end if;
  return null;
end $$;
create trigger assignment_takes_seat after insert on muster.assignment
  referencing new table as new_rows
  for each statement execute function muster.assignment_takes_seat();
create trigger assignment_moves_seat after update on muster.assignment
  referencing old table as old_rows new table as new_rows
  for each statement execute function muster.assignment_takes_seat();

-- Every state an assignment passed through. Never changed.
create table muster.assignment_step (
  assignment_id  bigint not null references muster.assignment,
  at             timestamptz not null,
  state          text not null,
  actor_id       bigint,
  by_phone       boolean not null default false,
  reason         text,
  area_id        int not null,
  member_id      bigint not null,
  team_id        int
);
create index assignment_step_idx on muster.assignment_step (assignment_id, at);

-- Seats that lost their person and wait for the search for the next one.
create table muster.substitute_search (
  assignment_id  bigint primary key references muster.assignment,
  shift_id       bigint not null references muster.shift,
  area_id        int not null references muster.area,
  since          timestamptz not null,
  not_before     timestamptz not null
);

-- 服务记录: append-only. A correction is a new record that names the old one.
create table muster.service_record (
  id             bigint generated always as identity primary key,
  member_id      bigint not null references muster.member,
  assignment_id  bigint references muster.assignment,
  shift_id       bigint not null references muster.shift,
  event_id       bigint references muster.event,
  need_id        bigint references muster.need,
  -- as they were at that time: where it was served, where the member lives, for whom the member works
  area_id        int not null references muster.area,
  home_id        int not null references muster.area,
  unit_id        int references muster.unit,
  team_id        int references muster.team,
  domain         text not null references muster.domain,
  served_on      date not null,
  minutes        int not null check (minutes between 0 and 10080),
  proof          text not null check (proof in ('self', 'staff', 'imported')),
  confirmed_by   bigint not null references muster.account,
  corrects       bigint unique references muster.service_record,
  settled_at     timestamptz not null
);
create unique index service_record_once on muster.service_record (assignment_id) where corrects is null;
create index service_record_shift_idx on muster.service_record (shift_id);
create index service_record_area_idx on muster.service_record (area_id, served_on);
create index service_record_unit_idx on muster.service_record (unit_id, served_on);
create index service_record_member_idx on muster.service_record (member_id, served_on, id);

create function muster.never_changes() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation',
    constraint = tg_table_name || '_append_only';
end $$;
create trigger service_record_append_only before update or delete or truncate on muster.service_record
  for each statement execute function muster.never_changes();
create trigger audit_append_only before update or delete or truncate on muster.audit
  for each statement execute function muster.never_changes();
create trigger registration_step_append_only before update or delete or truncate on muster.registration_step
  for each statement execute function muster.never_changes();
create trigger assignment_step_append_only before update or delete or truncate on muster.assignment_step
  for each statement execute function muster.never_changes();

-- The import's parts until it has run, and what was wrong with them.
create table muster.import (
  id          bigint generated always as identity primary key,
  account_id  bigint not null references muster.account,
  dry         boolean not null,
  state       text not null default 'open' check (state in ('open', 'queued', 'done', 'failed')),
  job_id      bigint references muster.job,
  created_at  timestamptz not null
);

create table muster.import_part (
  import_id  bigint not null references muster.import,
  file       text not null,
  part       int not null check (part between 1 and 100000),
  content    bytea not null check (length(content) <= 65536),
  primary key (import_id, file, part)
);

create table muster.import_problem (
  import_id  bigint not null references muster.import,
  ordinal    int not null,
  file       text not null,
  line       int not null,
  col        text not null,
  code       text not null,
  chinese    text not null,
  english    text not null,
  primary key (import_id, ordinal)
);
