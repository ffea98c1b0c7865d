-- The city itself, its tree of areas, and how a transaction says for whom it acts.
--
-- Every file runs as muster_owner, in one transaction, under an advisory lock, once; its checksum is recorded.
-- Row security is forced on every table. The daemon logs in as muster_app, which owns nothing.

create extension if not exists btree_gist with schema public;

-- What a transaction may see: set by muster.enter() at its start, gone at its end. An unset scope is the empty
-- string after the first use of a connection, so each reader folds it to null, and null matches nothing.
create function muster.actor() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('muster.actor', true), '')::bigint $$;
create function muster.role() returns text language sql stable parallel safe as
  $$ select nullif(current_setting('muster.role', true), '') $$;
-- Areas (community or higher) whose rows the actor works with by name.
create function muster.areas() returns int[] language sql stable parallel safe as
  $$ select nullif(current_setting('muster.areas', true), '')::int[] $$;
-- Places below the community (grids, quarters) of grid staff.
create function muster.places() returns int[] language sql stable parallel safe as
  $$ select nullif(current_setting('muster.places', true), '')::int[] $$;
create function muster.units() returns int[] language sql stable parallel safe as
  $$ select nullif(current_setting('muster.units', true), '')::int[] $$;
create function muster.teams() returns int[] language sql stable parallel safe as
  $$ select nullif(current_setting('muster.teams', true), '')::int[] $$;
create function muster.self() returns bigint language sql stable parallel safe as
  $$ select nullif(current_setting('muster.self', true), '')::bigint $$;
-- Areas and units whose totals, and nothing else, a department may draw.
create function muster.total_areas() returns int[] language sql stable parallel safe as
  $$ select nullif(current_setting('muster.total_areas', true), '')::int[] $$;
create function muster.total_units() returns int[] language sql stable parallel safe as
  $$ select nullif(current_setting('muster.total_units', true), '')::int[] $$;

-- One row: which city this database is. id_key scrambles the ids of people on the wire.
create table muster.city (
  only_one    boolean primary key default true check (only_one),
  name        text not null,
  time_zone   text not null default 'Asia/Shanghai',
  id_key      bytea not null check (length(id_key) = 16)
);

-- Policies of the city as dated data: the newest row not after the day in question holds.
create table muster.setting (
  name   text not null,
  since  date not null default '0001-01-01',
  value  text not null,
  primary key (name, since)
);
insert into muster.setting (name, value) values
  ('offer.hours', '48'),           -- an offer stands so long, but ends before its shift starts
  ('offer.lead_minutes', '60'),    -- and so long before the shift at the latest
  ('checkin.early_minutes', '60'), -- check-in opens so long before a shift
  ('checkout.late_minutes', '720'),-- and check-out closes so long after it
  ('substitute.policy', 'next-best');

create table muster.domain (
  code  text primary key check (code <> ''),
  name  text not null check (name <> '')
);

create table muster.skill (
  code  text primary key check (code <> ''),
  name  text not null check (name <> '')
);

-- One tree: city 1, banner 2, street or township 3, community 4, quarter 5, grid 6, household group 7.
create table muster.area (
  id            int generated always as identity primary key,
  code          text not null unique check (code <> ''),
  parent_id     int references muster.area,
  level         smallint not null check (level between 1 and 7),
  name          text not null check (name <> ''),
  class         text,
  mark          text,
  ordinal       int not null default 0,
  longitude     double precision not null check (longitude between -180 and 180),
  latitude      double precision not null check (latitude between -90 and 90),
  party_org     text,
  -- the nearest area at community level or above, itself included: what guarded rows hang on
  community_id  int references muster.area,
  v             int not null default 1,
  check (parent_id is not null or level = 1),
  check (parent_id <> id)
);
create unique index area_one_city on muster.area ((level)) where level = 1;
create index area_parent_idx on muster.area (parent_id, ordinal);
create index area_community_idx on muster.area (community_id);

-- Keeps a child below its parent's level and community_id right; a move takes the subtree along.
create function muster.area_place() returns trigger language plpgsql as $$
declare above muster.area;
begin
  if new.parent_id is null then
    new.community_id := new.id;
    return new;
  end if;
  select * into strict above from muster.area where id = new.parent_id;
  if above.level >= new.level then
    raise exception 'area % of level % under one of level %', new.code, new.level, above.level
      using errcode = 'check_violation', constraint = 'area_level_below_parent';
  end if;
  new.community_id := case when new.level <= 4 then new.id else above.community_id end;
  return new;
end $$;
create trigger area_place before insert or update of parent_id, level on muster.area
  for each row execute function muster.area_place();

-- Ids of an area and everything under it.
create function muster.subtree(root int) returns int[] language sql stable as $$
  with recursive below as (
    select id from muster.area where id = root
    union all
    select a.id from muster.area a join below b on a.parent_id = b.id)
  select coalesce(array_agg(id), '{}') from below
$$;
-- The same, down to the communities only: what a scope or a filter over guarded rows consists of.
create function muster.communities(root int) returns int[] language sql stable as $$
  with recursive below as (
    select id, level from muster.area where id = root and level <= 4
    union all
    select a.id, a.level from muster.area a join below b on a.parent_id = b.id where a.level <= 4)
  select coalesce(array_agg(id), '{}') from below
$$;

create table muster.venue (
  id         int generated always as identity primary key,
  code       text not null unique check (code <> ''),
  area_id    int not null references muster.area,
  name       text not null check (name <> ''),
  capacity   int not null check (capacity > 0),
  -- minutes of the day between which it may be used
  opens      smallint not null check (opens between 0 and 1440),
  closes     smallint not null check (closes between 0 and 1440),
  longitude  double precision not null check (longitude between -180 and 180),
  latitude   double precision not null check (latitude between -90 and 90),
  v          int not null default 1,
  check (opens < closes)
);
create index venue_area_idx on muster.venue (area_id);
