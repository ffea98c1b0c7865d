-- Events that recur: each occurrence is an event of its own, which knows its series and by which time the series knows it.

create table muster.event_series (
  id          bigint generated always as identity primary key,
  area_id     int not null references muster.area,
  -- RFC 5545's RRULE, and the first occurrence on the city's wall
  rule        text not null check (rule <> ''),
  starts      timestamp not null,
  -- EXDATE and RDATE: days on which there is none, and days on which there is one beside the rule's
  excepted    date[] not null default '{}',
  added       date[] not null default '{}',
  created_by  bigint not null,
  created_at  timestamptz not null
);

alter table muster.event
  add column series_id bigint references muster.event_series,
  -- RECURRENCE-ID: when the rule has it, whenever it takes place by now
  add column occurrence timestamptz,
  add constraint event_of_series check ((series_id is null) = (occurrence is null));
create unique index event_occurrence on muster.event (series_id, occurrence) where series_id is not null;

-- What an event is an occurrence of never changes.
create function muster.occurrence_stays() returns trigger language plpgsql as $$
begin
  raise exception 'an event stays the occurrence that it is' using errcode = 'integrity_constraint_violation',
    constraint = 'occurrence_stays';
end $$;
create trigger occurrence_stays before update of series_id, occurrence on muster.event
  for each row when ((new.series_id, new.occurrence) is distinct from (old.series_id, old.occurrence))
  execute function muster.occurrence_stays();

alter table muster.event_series enable row level security;
alter table muster.event_series force row level security;
create policy owner on muster.event_series to muster_owner using (true) with check (true);
create policy scope on muster.event_series to muster_app using (area_id = any ((select muster.areas())::int[]));
grant select, insert on muster.event_series to muster_app;
