-- The search for two moves looks at those who could be moved, and not at the whole city: by number only, as
-- muster.free_candidates() does, and by the same piece. Both leave out nobody whom the rules would let serve; the rules themselves
-- decide afterwards.

create index assignment_accepted_idx on muster.assignment (starts_at) where state = 'accepted';

-- Active members within reach of a box, with the skill, of one of the teams (none: anybody). Not above row security by itself, so
-- that it is planned as part of whatever asks.
create function muster.fitting_members(
  west double precision, south double precision, east double precision, north double precision, wanted_skill text, one_of int[])
  returns setof muster.member
  language sql stable as $$
  select m.* from muster.member m
   where m.active
     and m.latitude between south - m.reach / 110000.0 and north + m.reach / 110000.0
     and m.longitude between west - m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
                         and east + m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
     and (wanted_skill is null
          or exists (select from muster.member_skill s where s.member_id = m.id and s.skill = wanted_skill))
     and (coalesce(cardinality(one_of), 0) = 0
          or exists (select from muster.team_member t where t.member_id = m.id and t.team_id = any (one_of)))
$$;

create or replace function muster.free_candidates(
  west double precision, south double precision, east double precision, north double precision,
  from_time timestamptz, to_time timestamptz, wanted_skill text, one_of int[], on_day date, window_day int, first_minute int,
  last_minute int)
  returns table (id bigint)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.id from muster.fitting_members(west, south, east, north, wanted_skill, one_of) m
   where muster.role() = 'system'
     and (window_day is null
          or exists (select from availability a where a.member_id = m.id and a.weekday = window_day
                       and a.starts <= first_minute and a.ends >= last_minute)
          or exists (select from availability_exception x where x.member_id = m.id and x.on_date = on_day))
     and not exists (select from assignment b where b.member_id = m.id
                       and b.state in ('offered', 'accepted', 'checked_in', 'served')
                       and b.starts_at < to_time and b.ends_at > from_time)
   order by m.id
$$;

-- Of these at one place, those whom nothing but one acceptance of another shift keeps from it between two times, which are a day's. Only
-- for the daemon's own hand.
create function muster.movable_candidates(
  x double precision, y double precision, from_time timestamptz, to_time timestamptz, wanted bigint, wanted_skill text,
  one_of int[])
  returns table (id bigint)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.id
    from (select a.member_id from assignment a
           where muster.role() = 'system' and a.state = 'accepted' and a.starts_at >= from_time and a.starts_at < to_time
             and a.shift_id <> wanted
           group by a.member_id having count(*) = 1) held
    join muster.fitting_members(x, y, x, y, wanted_skill, one_of) m on m.id = held.member_id
   order by m.id
$$;
revoke all on function
  muster.fitting_members(double precision, double precision, double precision, double precision, text, int[]),
  muster.movable_candidates(double precision, double precision, timestamptz, timestamptz, bigint, text, int[]) from public;
grant execute on function muster.movable_candidates(double precision, double precision, timestamptz, timestamptz, bigint, text, int[])
  to muster_app;
