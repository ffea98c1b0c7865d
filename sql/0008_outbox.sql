-- WATCH: what changed, for whoever watches it. Three steps, so that nobody who writes waits for anybody:
--
-- 1. Triggers write a row of ids and codes into muster.outbox, in the transaction of the change and nothing else: no NOTIFY,
--    whose lock would make all commits wait for each other.
-- 2. One dispatcher, by a lease, moves what has been committed into muster.feed and numbers it there. Only what is visible,
--    and so committed, is numbered, and numberings wait for each other at the dispatcher's row: a reader that has seen
--    a number has seen, or can read, every smaller one. It alone notifies.
-- 3. Readers ask for what lies behind a number. Numbers have no holes, and the newest ones are kept for a day.

create table muster.outbox (
  -- in the order of writing: of two changes of one row the later has the greater id
  id          bigint generated always as identity primary key,
  -- what a WATCH names; 'rights': somebody's rights have changed, of account_id or, where that is null, of everybody
  what        text not null check (what in ('jobs', 'rosters', 'assignments', 'shifts', 'events', 'needs', 'rights')),
  subject_id  bigint not null,
  state       text,
  v           int,
  -- what a scope is matched with, as it is in the row that changed; unit_id of claims only, as in the policy of assignments
  area_id     int,
  place_id    int,
  member_id   bigint,
  team_id     int,
  unit_id     int,
  account_id  bigint,
  -- where it belongs
  event_id    bigint,
  need_id     bigint,
  shift_id    bigint,
  -- more of it, as the wire spells it: name=value, with blanks between
  facts       text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table muster.feed (
  seq         bigint primary key,
  at          timestamptz not null default clock_timestamp(),
  what        text not null,
  subject_id  bigint not null,
  state       text,
  v           int,
  area_id     int,
  place_id    int,
  member_id   bigint,
  team_id     int,
  unit_id     int,
  account_id  bigint,
  event_id    bigint,
  need_id     bigint,
  shift_id    bigint,
  facts       text
);

-- One row: who dispatches (the fence only grows), until when, and the last number that was given.
create table muster.dispatcher (
  only_one     boolean primary key default true check (only_one),
  fence        bigint not null default 0,
  lease_until  timestamptz not null default '-infinity',
  last_seq     bigint not null default 0
);
insert into muster.dispatcher default values;

-- Writing. All run as the owner: nobody writes or reads the outbox by hand.

create function muster.tell_assignment() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, state, v, area_id, shift_id, member_id, team_id, unit_id)
  values ('assignments', new.id, new.state, new.v, new.area_id, new.shift_id, new.member_id, new.team_id,
          case when new.source = 'claim' then new.unit_id end);
  return null;
end $$;
create trigger tell after insert on muster.assignment for each row execute function muster.tell_assignment();
create trigger tell_change after update on muster.assignment for each row
  when (old.* is distinct from new.*) execute function muster.tell_assignment();

create function muster.tell_shift() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, state, v, area_id, event_id, need_id, facts)
  values ('shifts', new.id, new.state, new.v, new.area_id, new.event_id, new.need_id,
          'seats=' || new.seats || ' taken=' || new.taken);
  return null;
end $$;
create trigger tell after insert on muster.shift for each row execute function muster.tell_shift();
create trigger tell_change after update on muster.shift for each row
  when (old.* is distinct from new.*) execute function muster.tell_shift();

create function muster.tell_event() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, state, v, area_id) values ('events', new.id, new.state, new.v, new.area_id);
  return null;
end $$;
create trigger tell after insert on muster.event for each row execute function muster.tell_event();
create trigger tell_change after update on muster.event for each row
  when (old.* is distinct from new.*) execute function muster.tell_event();

create function muster.tell_need() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, state, v, area_id, place_id, account_id)
  values ('needs', new.id, new.state, new.v, new.area_id, new.place_id, new.created_by);
  return null;
end $$;
create trigger tell after insert on muster.need for each row execute function muster.tell_need();
create trigger tell_change after update on muster.need for each row
  when (old.* is distinct from new.*) execute function muster.tell_need();

create function muster.tell_roster() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, state, v, area_id) values ('rosters', new.id, new.state, new.v, new.area_id);
  return null;
end $$;
create trigger tell after insert on muster.roster for each row execute function muster.tell_roster();
create trigger tell_change after update on muster.roster for each row
  when (old.* is distinct from new.*) execute function muster.tell_roster();

-- A job's figures, and of its result what is a number or a code. Its holder tells of progress about twice a second and no
-- oftener; a lease that is merely renewed tells nothing.
create function muster.tell_job() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, state, area_id, account_id, facts)
  values ('jobs', new.id, new.state, new.area_id, new.account_id, concat_ws(' ',
    case when new.state in ('queued', 'running') then 'progress=' || new.progress end,
    'score=' || new.score, 'bound=' || new.bound,
    'gap=' || round((new.bound - new.score) / nullif(abs(new.bound), 0)::numeric, 6),
    (select string_agg(f.name || '=' || (new.result ->> f.name), ' ' order by f.place)
       from unnest(array['code', 'roster', 'filled', 'open', 'problems', 'inserted', 'updated', 'unchanged'])
              with ordinality f (name, place)
      where new.result ->> f.name ~ '^[A-Za-z0-9/-]+$'),
    -- a proposal begins so: what PUBLISH if= takes
    case when new.state = 'done' and new.result ? 'roster' then 'v=1' end));
  return null;
end $$;
create trigger tell after insert on muster.job for each row execute function muster.tell_job();
create trigger tell_change after update on muster.job for each row
  when ((old.state, old.progress, old.score, old.bound, old.filled)
        is distinct from (new.state, new.progress, new.score, new.bound, new.filled))
  execute function muster.tell_job();

-- Rights travel in the feed too, so that nothing that is numbered behind a change of rights is told by the old ones. A move in
-- the tree changes everybody's: that is one row. The plan is right for one account and for thousands.
create function muster.tell_rights() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster set enable_nestloop = off as $$
declare
  changed bigint[];
begin
  select array_agg(n.id) into changed from new_rows n join old_rows o on o.id = n.id where n.version <> o.version;
  if cardinality(changed) > 100 then
    insert into outbox (what, subject_id) values ('rights', 0);
  else
    insert into outbox (what, subject_id, account_id) select 'rights', 0, c from unnest(changed) c;
  end if;
  return null;
end $$;
create trigger tell_rights after update on muster.account
  referencing old table as old_rows new table as new_rows
  for each statement execute function muster.tell_rights();

create function muster.tell_token() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  insert into outbox (what, subject_id, account_id) values ('rights', 0, new.account_id);
  return null;
end $$;
-- Whatever a token's rights hang on; a login changes nothing but its day.
create trigger tell_rights after update on muster.token for each row
  when (to_jsonb(old) - 'last_used' is distinct from to_jsonb(new) - 'last_used')
  execute function muster.tell_token();

-- Dispatching: for the daemon itself, before it acts for anybody. Leases follow the database's clock.

-- Takes the lease where it has run out, or keeps it for its holder; gives the fence, or null where another holds it.
create function muster.lead(held bigint, seconds double precision) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  update dispatcher
     set fence = case when fence = held then fence else fence + 1 end,
         lease_until = clock_timestamp() + make_interval(secs => seconds)
   where muster.actor() is null and (fence = held or lease_until <= clock_timestamp())
  returning fence
$$;

create function muster.has_news() returns boolean
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select muster.actor() is null and exists (select from outbox)
$$;

-- Numbers what has been committed, the oldest `most` of it; how many, or null: the fence has moved on, another dispatches.
create function muster.number_events(held bigint, most int) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  last bigint;
  moved int;
begin
  -- Numberings wait for each other here, so their numbers become visible in their order.
  select d.last_seq into last from dispatcher d where d.fence = held and muster.actor() is null for update;
  if not found then
    return null;
  end if;
  with taken as (
    delete from outbox where id in (select o.id from outbox o order by o.id limit most) returning *)
  insert into feed (seq, what, subject_id, state, v, area_id, place_id, member_id, team_id, unit_id, account_id, event_id,
                    need_id, shift_id, facts)
    select last + row_number() over (order by t.id), t.what, t.subject_id, t.state, t.v, t.area_id, t.place_id, t.member_id,
           t.team_id, t.unit_id, t.account_id,
           -- looked up here, where no writer waits for it
           coalesce(t.event_id, (select s.event_id from shift s where s.id = t.shift_id)), t.need_id, t.shift_id, t.facts
      from taken t;
  get diagnostics moved = row_count;
  if moved > 0 then
    update dispatcher set last_seq = last + moved;
    perform pg_notify('muster_feed', '');
  end if;
  return moved;
end $$;

-- Throws away the oldest numbered rows: those over `seconds` old, and those behind the newest `kept`. At most `most` of them.
create function muster.trim_feed(seconds double precision, kept bigint, most int) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with oldest as (
    select f.seq from feed f, dispatcher d
     where muster.actor() is null and f.seq <= (select min(g.seq) from feed g) + most - 1
       and (f.at < clock_timestamp() - make_interval(secs => seconds) or f.seq <= d.last_seq - kept)),
  gone as (delete from feed f using oldest o where f.seq = o.seq returning 1)
  select count(*) from gone
$$;

-- Reading.

-- The oldest number that is kept (or the next one, where none is) and the last that was given.
create function muster.feed_bounds() returns table (oldest bigint, last bigint)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select coalesce((select min(f.seq) from feed f), d.last_seq + 1), d.last_seq from dispatcher d
$$;

-- What lies behind a number, for the daemon, which judges for each watcher what it may see.
create function muster.feed_after(after bigint, most int) returns setof muster.feed
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select f.* from feed f where f.seq > after and muster.actor() is null order by f.seq limit most
$$;

do $$
declare t text;
begin
  foreach t in array array['outbox', 'feed', 'dispatcher'] loop
    execute format('alter table muster.%I enable row level security', t);
    execute format('alter table muster.%I force row level security', t);
    execute format('create policy owner on muster.%I to muster_owner using (true) with check (true)', t);
  end loop;
end $$;
revoke all on function muster.tell_assignment(), muster.tell_shift(), muster.tell_event(), muster.tell_need(),
  muster.tell_roster(), muster.tell_job(), muster.tell_rights(), muster.tell_token(), muster.lead(bigint, double precision),
  muster.has_news(), muster.number_events(bigint, int), muster.trim_feed(double precision, bigint, int),
  muster.feed_bounds(), muster.feed_after(bigint, int) from public;
grant execute on function muster.lead(bigint, double precision), muster.has_news(), muster.number_events(bigint, int),
  muster.trim_feed(double precision, bigint, int), muster.feed_bounds(), muster.feed_after(bigint, int) to muster_app;

-- What somebody missed is read by its own rights: whoever may read the row that changed may read that it changed.
grant select on muster.feed to muster_app;
create policy scope on muster.feed for select to muster_app using (
  area_id = any ((select muster.areas())::int[])
  or (what = 'assignments' and (
        member_id = (select muster.self()) or team_id = any ((select muster.teams())::int[])
        or unit_id = any ((select muster.units())::int[])))
  or (what in ('events', 'shifts') and state <> 'draft' and (select muster.role()) in ('unit', 'leader', 'member', 'grid'))
  or (what = 'needs' and (
        place_id = any ((select muster.places())::int[])
        or (state in ('accepted', 'scheduled') and (select muster.role()) in ('unit', 'leader', 'member'))
        or ((select muster.role()) = 'unit' and account_id = (select muster.actor()))))
  or (what = 'jobs' and account_id = (select muster.actor())));
