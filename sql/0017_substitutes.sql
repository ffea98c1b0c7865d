-- The search for a substitute looks at whoever could stand in at that time, and not at the whole city: by number only, as
-- muster.candidates() does. It leaves out nobody whom the rules would let serve; the rules themselves decide afterwards.

create index assignment_binding_idx on muster.assignment (member_id, starts_at)
  where state in ('offered', 'accepted', 'checked_in', 'served');

-- Active members within reach who are bound nowhere and asked for nothing at that time, with the skill, of one of the teams (none:
-- anybody), and who have a window of that weekday, or an exception on that day, around those minutes of it (weekday null: no
-- matter when). Only for the daemon's own hand.
create function muster.free_candidates(
  west double precision, south double precision, east double precision, north double precision,
  from_time timestamptz, to_time timestamptz, wanted_skill text, one_of int[], on_day date, window_day int, first_minute int,
  last_minute int)
  returns table (id bigint)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.id from member m
   where muster.role() = 'system' and m.active
     and m.latitude between south - m.reach / 110000.0 and north + m.reach / 110000.0
     and m.longitude between west - m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
                         and east + m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
     and (wanted_skill is null
          or exists (select from member_skill s where s.member_id = m.id and s.skill = wanted_skill))
     and (coalesce(cardinality(one_of), 0) = 0
          or exists (select from team_member t where t.member_id = m.id and t.team_id = any (one_of)))
     and (window_day is null
          or exists (select from availability a where a.member_id = m.id and a.weekday = window_day
                       and a.starts <= first_minute and a.ends >= last_minute)
          or exists (select from availability_exception x where x.member_id = m.id and x.on_date = on_day))
     and not exists (select from assignment b where b.member_id = m.id
                       and b.state in ('offered', 'accepted', 'checked_in', 'served')
                       and b.starts_at < to_time and b.ends_at > from_time)
   order by m.id
$$;
revoke all on function muster.free_candidates(double precision, double precision, double precision, double precision,
  timestamptz, timestamptz, text, int[], date, int, int, int) from public;
grant execute on function muster.free_candidates(double precision, double precision, double precision, double precision,
  timestamptz, timestamptz, text, int[], date, int, int, int) to muster_app;
