-- Units, members, how they are bound to places, and teams.

create table muster.unit (
  id         int generated always as identity primary key,
  -- 统一社会信用代码, GB 32100-2015
  code       text not null unique check (length(code) = 18),
  parent_id  int references muster.unit,
  name       text not null check (name <> ''),
  level      text not null,
  sector     text not null,
  kind       text not null,
  party_org  text,
  -- 应报到: how many of its people ought to report; null where the unit has no list
  expected   int check (expected >= 0),
  v          int not null default 1,
  check (parent_id <> id)
);
create index unit_parent_idx on muster.unit (parent_id);

create function muster.unit_subtree(root int) returns int[] language sql stable as $$
  with recursive below as (
    select id from muster.unit where id = root
    union all
    select u.id from muster.unit u join below b on u.parent_id = b.id)
  select coalesce(array_agg(id), '{}') from below
$$;

-- 双结对: a unit bound to a community, with what it promised.
create table muster.pairing (
  id          int generated always as identity primary key,
  unit_id     int not null references muster.unit,
  area_id     int not null references muster.area,
  kind        text not null check (kind in ('resident', 'paired', 'business')),
  headcount   int not null default 0 check (headcount >= 0),
  commitment  text,
  since       date not null default '0001-01-01',
  until       date check (until > since),
  unique (unit_id, area_id, kind, since)
);
create index pairing_area_idx on muster.pairing (area_id);

create table muster.member (
  id            bigint generated always as identity primary key,
  -- the city's own number for the person; never an identity card's
  number        text not null unique check (number <> ''),
  name          text check (name <> ''),
  phone         text check (phone <> ''),
  birth_year    smallint check (birth_year between 1900 and 2100),
  kind          text not null check (kind in ('in_service', 'volunteer', 'worker')),
  unit_id       int references muster.unit,
  -- home: the community reported to, and the grid or quarter within it
  area_id       int not null references muster.area,
  place_id      int references muster.area,
  longitude     double precision not null check (longitude between -180 and 180),
  latitude      double precision not null check (latitude between -90 and 90),
  reach         int not null check (reach between 0 and 1000000),
  max_per_day   smallint not null check (max_per_day between 0 and 24),
  max_per_week  smallint not null check (max_per_week between 0 and 168),
  max_minutes   int not null check (max_minutes between 0 and 10080),
  active        boolean not null default true,
  v             int not null default 1
);
create index member_area_idx on muster.member (area_id, id);
create index member_unit_idx on muster.member (unit_id, id);

create table muster.member_skill (
  member_id  bigint not null references muster.member,
  skill      text not null references muster.skill,
  expires    date,
  primary key (member_id, skill)
);

create table muster.member_wish (
  member_id  bigint not null references muster.member,
  domain     text not null references muster.domain,
  primary key (member_id, domain)
);

-- Weekly windows: ISO weekday, minutes of the day. Two windows of one weekday never overlap.
create table muster.availability (
  member_id  bigint not null references muster.member,
  weekday    smallint not null check (weekday between 1 and 7),
  starts     smallint not null check (starts between 0 and 1440),
  ends       smallint not null check (ends between 0 and 1440),
  primary key (member_id, weekday, starts),
  check (starts < ends),
  exclude using gist (member_id with =, weekday with =, int4range(starts, ends) with &&)
);

-- Dated exceptions: on that day these windows stand instead of the week's (none: not free at all).
create table muster.availability_exception (
  member_id  bigint not null references muster.member,
  on_date    date not null,
  starts     smallint check (starts between 0 and 1440),
  ends       smallint check (ends between 0 and 1440),
  check ((starts is null) = (ends is null)),
  check (starts < ends)
);
create unique index availability_exception_key on muster.availability_exception (member_id, on_date, coalesce(starts, -1));

-- 报到. One that is under way or active a member; the schema refuses a second.
create table muster.registration (
  id          bigint generated always as identity primary key,
  member_id   bigint not null references muster.member,
  unit_id     int references muster.unit,
  area_id     int not null references muster.area,
  place_id    int references muster.area,
  state       text not null check (state in ('drafted', 'submitted', 'approved', 'active', 'transferred', 'exempt', 'left')),
  -- 回执: given when the community receives the member
  receipt     text unique,
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  reason      text,
  v           int not null default 1
);
create unique index registration_one_open on muster.registration (member_id)
  where state in ('drafted', 'submitted', 'approved', 'active', 'exempt');
create index registration_area_idx on muster.registration (area_id, id);
create index registration_unit_idx on muster.registration (unit_id, id);
create index registration_member_idx on muster.registration (member_id, id);

-- Numbers of receipts: readable on paper, never given twice.
create sequence muster.receipt_number;
create function muster.next_receipt(year int) returns text
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  select 'HZ-' || year || '-' || case when n < 1000000 then lpad(n::text, 6, '0') else n::text end
    from nextval('muster.receipt_number') n
$$;

-- Who moved a registration to which state, and when. Never changed.
create table muster.registration_step (
  registration_id  bigint not null references muster.registration,
  at               timestamptz not null,
  state            text not null,
  actor_id         bigint not null,
  reason           text,
  member_id        bigint not null,
  area_id          int not null,
  unit_id          int
);
create index registration_step_idx on muster.registration_step (registration_id, at);

create table muster.team (
  id         int generated always as identity primary key,
  number     text not null unique check (number <> ''),
  name       text not null check (name <> ''),
  kind       text not null check (kind in ('volunteer', 'member', 'lay')),
  area_id    int not null references muster.area,
  domain     text references muster.domain,
  leader_id  bigint references muster.member,
  v          int not null default 1
);
create index team_area_idx on muster.team (area_id, id);
create index team_leader_idx on muster.team (leader_id);

create table muster.team_member (
  team_id    int not null references muster.team,
  member_id  bigint not null references muster.member,
  squad      text not null check (squad <> ''),
  -- the team's area at the time of writing: what a scope is matched with
  area_id    int not null references muster.area,
  primary key (team_id, member_id)
);
create index team_member_member_idx on muster.team_member (member_id);
