-- Events, needs, and the shifts that both come down to.

create table muster.event (
  id             bigint generated always as identity primary key,
  number         text not null unique check (number <> ''),
  area_id        int not null references muster.area,
  venue_id       int references muster.venue,
  title          text not null check (title <> ''),
  domain         text not null references muster.domain,
  state          text not null check (state in ('draft', 'published', 'cancelled', 'closed', 'settled')),
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  longitude      double precision not null check (longitude between -180 and 180),
  latitude       double precision not null check (latitude between -90 and 90),
  beneficiaries  int not null default 0 check (beneficiaries >= 0),
  created_by     bigint not null,
  reason         text,
  v              int not null default 1,
  check (starts_at < ends_at),
  -- no time of work is longer than 31 days, or an hour more where summer time ends
  check (ends_at - starts_at <= interval '31 days 1 hour')
);
create index event_area_idx on muster.event (area_id, starts_at, id);
create index event_starts_idx on muster.event (starts_at, id);
-- A venue is never double-booked. An import defers the check, so that two events may change places.
alter table muster.event add constraint event_venue_free
  exclude using gist (venue_id with =, tstzrange(starts_at, ends_at) with &&)
  where (venue_id is not null and state in ('published', 'closed', 'settled')) deferrable initially immediate;

create table muster.need (
  id           bigint generated always as identity primary key,
  number       text not null unique check (number <> ''),
  area_id      int not null references muster.area,
  place_id     int references muster.area,
  title        text not null check (title <> ''),
  source       text not null check (source in ('staff', 'resident', 'online', 'unit')),
  mode         text not null check (mode in ('group', 'online', 'errand', 'appointment', 'offhours')),
  domain       text not null references muster.domain,
  urgency      smallint not null check (urgency between 1 and 5),
  skill        text references muster.skill,
  minimum      smallint not null check (minimum >= 0),
  seats        smallint not null check (seats between 1 and 500),
  deadline     timestamptz,
  state        text not null check (state in
                 ('reported', 'accepted', 'scheduled', 'served', 'rated', 'rejected', 'merged', 'cancelled', 'handed_over')),
  rating       smallint check (rating between 1 and 5),
  reason       text,
  longitude    double precision not null check (longitude between -180 and 180),
  latitude     double precision not null check (latitude between -90 and 90),
  created_by   bigint not null,
  created_at   timestamptz not null,
  v            int not null default 1,
  check (minimum <= seats)
);
create index need_area_idx on muster.need (area_id, id);

-- Alternative times of a need: the plan takes one.
create table muster.need_time (
  need_id    bigint not null references muster.need,
  ordinal    smallint not null check (ordinal >= 0),
  starts_at  timestamptz not null,
  ends_at    timestamptz not null,
  primary key (need_id, ordinal),
  check (starts_at < ends_at),
  check (ends_at - starts_at <= interval '31 days 1 hour')
);

-- Whom to visit: apart from the need, seen only by staff of the place and by who accepted; erased when the need ends.
create table muster.need_contact (
  need_id  bigint primary key references muster.need,
  area_id  int not null references muster.area,
  place_id int references muster.area,
  name     text,
  phone    text
);

-- What is entered by hand has no number of the city's own: it gets one that no file can carry.
create function muster.number_from_id() returns trigger language plpgsql as $$
begin
  new.number := coalesce(new.number, '#' || new.id);
  return new;
end $$;
create trigger event_number before insert on muster.event for each row execute function muster.number_from_id();
create trigger need_number before insert on muster.need for each row execute function muster.number_from_id();

-- A need that has ended keeps no contact, whoever ended it. Runs as the owner: who rates may not see the contact.
create function muster.need_ends() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  delete from muster.need_contact where need_id = new.id;
  return null;
end $$;
create trigger need_ends after update of state on muster.need for each row
  when (new.state in ('rated', 'rejected', 'merged', 'cancelled', 'handed_over')) execute function muster.need_ends();

-- One role of an event, or one need: what people serve. Assignments, claims, check-ins and records hang on it.
create table muster.shift (
  id         bigint generated always as identity primary key,
  number     text unique check (number <> ''),
  event_id   bigint references muster.event,
  need_id    bigint unique references muster.need,
  area_id    int not null references muster.area,
  role       text not null check (role <> ''),
  domain     text not null references muster.domain,
  skill      text references muster.skill,
  minimum    smallint not null check (minimum >= 0),
  seats      smallint not null check (seats between 1 and 500),
  -- offered, accepted, checked in and served assignments; kept by a trigger, refused beyond the seats
  taken      smallint not null default 0,
  priority   smallint not null check (priority between 1 and 5),
  -- null while a need's alternatives are open
  starts_at  timestamptz,
  ends_at    timestamptz,
  longitude  double precision not null check (longitude between -180 and 180),
  latitude   double precision not null check (latitude between -90 and 90),
  state      text not null default 'draft' check (state in ('draft', 'open', 'closed', 'cancelled')),
  v          int not null default 1,
  check ((event_id is null) <> (need_id is null)),
  check ((starts_at is null) = (ends_at is null)),
  check (starts_at < ends_at),
  check (ends_at - starts_at <= interval '31 days 1 hour'),
  check (event_id is null or starts_at is not null),
  check (minimum <= seats),
  constraint shift_never_oversold check (taken between 0 and seats),
  -- what an assignment's area_id is bound to
  unique (id, area_id)
);
create index shift_event_idx on muster.shift (event_id);
create index shift_area_idx on muster.shift (area_id, starts_at, id);
create index shift_starts_idx on muster.shift (starts_at, id);

-- Teams one of which serves the shift as a body; none: anyone.
create table muster.shift_team (
  shift_id  bigint not null references muster.shift,
  team_id   int not null references muster.team,
  primary key (shift_id, team_id)
);
