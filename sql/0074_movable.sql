-- The search for two moves looks at those who could be moved, and not at the whole city: by number only, as
-- muster.free_candidates() does. It leaves out nobody whom the rules would let move; the rules themselves decide afterwards.

create index assignment_accepted_idx on muster.assignment (starts_at) where state = 'accepted';

-- Active members within reach of that place, with the skill, of one of the teams (none: anybody), whom nothing but one acceptance of
-- another shift keeps from it between those times, which are a day's. Only for the daemon's own hand.
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
    join member m on m.id = held.member_id
   where m.active
     and m.latitude between y - m.reach / 110000.0 and y + m.reach / 110000.0
     and m.longitude between x - m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
                         and x + m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
     and (wanted_skill is null
          or exists (select from member_skill s where s.member_id = m.id and s.skill = wanted_skill))
     and (coalesce(cardinality(one_of), 0) = 0
          or exists (select from team_member t where t.member_id = m.id and t.team_id = any (one_of)))
   order by m.id
$$;
revoke all on function muster.movable_candidates(double precision, double precision, timestamptz, timestamptz, bigint, text, int[])
  from public;
grant execute on function muster.movable_candidates(double precision, double precision, timestamptz, timestamptz, bigint, text, int[])
  to muster_app;
