-- A resident's contact is for the visit, and goes so many days after it at the latest, whatever became of the need by then.

insert into muster.setting (name, value) values ('need.contact_days', '30');

-- Erases contacts of needs whose service is over for that long: by the setting of the day of service. For the daemon's own hand
-- only. How many.
create function muster.erase_contacts(at timestamptz, most int) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with gone as (
    delete from need_contact where muster.role() = 'system' and need_id in (
      select c.need_id from need_contact c join shift s on s.need_id = c.need_id
       where s.ends_at + make_interval(days => coalesce(
               (select t.value from setting t
                 where t.name = 'need.contact_days'
                   and t.since <= (s.ends_at at time zone (select time_zone from city))::date
                 order by t.since desc limit 1), '30')::int) <= at
       order by c.need_id limit most)
    returning 1)
  select count(*) from gone
$$;
revoke all on function muster.erase_contacts(timestamptz, int) from public;
grant execute on function muster.erase_contacts(timestamptz, int) to muster_app;
