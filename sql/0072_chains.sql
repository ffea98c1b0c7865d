-- The first of two moves may lie in another community than the second: with the acceptance, whoever takes it down, the member gives the
-- other seat up. By a trigger on the acceptance itself, so that nobody can give up another's seat without it.

-- The shift that an offer's member gives up by accepting, for whom the offer is, and whether there is still a seat to give up.
create function muster.left_by(offer bigint, moment timestamptz) returns table (shift_id bigint, held boolean)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select a.shift_id, a.state = 'accepted' and a.starts_at > moment
    from assignment o join assignment a on a.id = o.moves_from and a.member_id = o.member_id
   where o.id = offer
     and (o.area_id = any (muster.areas()) or o.member_id = muster.self() or o.team_id = any (muster.teams()))
$$;

-- Declined, with its step, and searched for. Both shifts and the member are locked by whoever accepts.
create function muster.assignment_leaves_other() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  hand text := muster.role();
  phoned boolean := new.answered_by is not null;
begin
  select * into a from assignment
   where id = new.moves_from and member_id = new.member_id and state = 'accepted' and starts_at > new.answered_at;
  if not found then
    return new;
  end if;
  -- Beyond what the caller may write; the member has agreed.
  perform set_config('muster.role', 'chain', true);
  update assignment set state = 'declined', answered_at = new.answered_at, leaving_since = null, reason = '换到另一班次',
                        answered_by = coalesce(new.answered_by, answered_by), v = v + 1
   where id = a.id;
  insert into assignment_step (assignment_id, at, state, actor_id, by_phone, reason, area_id, member_id, team_id)
  values (a.id, new.answered_at, 'declined', muster.actor(), phoned, '换到另一班次', a.area_id, a.member_id, a.team_id);
  insert into substitute_search (assignment_id, shift_id, area_id, since, not_before)
  values (a.id, a.shift_id, a.area_id, new.answered_at, new.answered_at) on conflict do nothing;
  perform muster.fix_times(array[a.shift_id]);
  perform set_config('muster.role', coalesce(hand, ''), true);
  return new;
end $$;
-- After muster.assignment_hand(), which is first by its name.
create trigger assignment_leaves_other before update on muster.assignment
  for each row when (old.state = 'offered' and new.state = 'accepted' and new.moves_from is not null)
  execute function muster.assignment_leaves_other();

revoke all on function muster.left_by(bigint, timestamptz), muster.assignment_leaves_other() from public;
grant execute on function muster.left_by(bigint, timestamptz) to muster_app;
