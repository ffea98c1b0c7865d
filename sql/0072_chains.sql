-- The first of two moves may lie in another community than the second: whoever may take the answer to the offer takes with it that
-- the member gives the other seat up, and learns no more of that seat than its time.

-- What an offer's member gives up by accepting it, for whom the offer is; of a seat out of the caller's sight no name or number is
-- told that the offer does not tell already.
create function muster.left_by(offer bigint)
  returns table (id bigint, shift_id bigint, member_id bigint, area_id int, team_id int, state text, starts_at timestamptz,
                 ends_at timestamptz, deadline timestamptz, v int)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select a.id, a.shift_id, a.member_id, a.area_id, a.team_id, a.state, a.starts_at, a.ends_at, a.deadline, a.v
    from assignment o join assignment a on a.id = o.moves_from and a.member_id = o.member_id
   where o.id = offer
     and (o.area_id = any (muster.areas()) or o.member_id = muster.self() or o.team_id = any (muster.teams()))
$$;

-- Gives it up: declined, with its step, and searched for. The offer is open still, and both shifts and the member are locked.
create function muster.give_up(offer bigint, phone boolean, moment timestamptz) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  gone bigint;
  hand text := muster.role();
begin
  select l.id into gone from muster.left_by(offer) l join assignment o on o.id = offer
   where o.state = 'offered' and l.state = 'accepted' and l.starts_at > moment;
  if gone is null then
    return null;
  end if;
  perform set_config('muster.role', 'chain', true);
  update assignment set state = 'declined', answered_at = moment, leaving_since = null, reason = '换到另一班次', v = v + 1,
                        answered_by = case when phone then muster.actor() else answered_by end
   where id = gone;
  insert into assignment_step (assignment_id, at, state, actor_id, by_phone, reason, area_id, member_id, team_id)
  select a.id, moment, 'declined', muster.actor(), phone, a.reason, a.area_id, a.member_id, a.team_id
    from assignment a where a.id = gone;
  insert into substitute_search (assignment_id, shift_id, area_id, since, not_before)
  select a.id, a.shift_id, a.area_id, moment, moment from assignment a where a.id = gone on conflict do nothing;
  perform muster.fix_times(array(select a.shift_id from assignment a where a.id = gone));
  perform set_config('muster.role', coalesce(hand, ''), true);
  return gone;
end $$;

revoke all on function muster.left_by(bigint), muster.give_up(bigint, boolean, timestamptz) from public;
grant execute on function muster.left_by(bigint), muster.give_up(bigint, boolean, timestamptz) to muster_app;
