-- Who waits to be taken over from gives way to a claim that stands, and to nothing else: with the claim's own row, never by a
-- call that anybody could make without claiming.

drop function muster.take_over(bigint, timestamptz);

-- Whether somebody on that shift waits to be taken over from: no name, no number. In PL/pgSQL, which keeps the plan: every claim of a
-- full shift asks.
create function muster.has_leaver(wanted bigint) returns boolean
  language plpgsql stable security definer set search_path = pg_catalog, muster as $$
begin
  return exists (select from assignment a
                  where a.shift_id = wanted and a.leaving_since is not null and a.state = 'accepted');
end $$;

create function muster.assignment_takes_over() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  hand text := muster.role();
begin
  -- The shift is locked by whoever claims. A pair that is spent makes no claim.
  if not exists (select from shift s where s.id = new.shift_id and s.taken >= s.seats)
     or exists (select from assignment p where p.shift_id = new.shift_id and p.member_id = new.member_id
                                           and p.state not in ('withdrawn', 'released')) then
    return new;
  end if;
  select * into a from assignment
   where shift_id = new.shift_id and state = 'accepted' and leaving_since is not null and starts_at > new.offered_at
   order by leaving_since, id limit 1;
  if not found then
    return new;
  end if;
  -- Beyond what the claimant may write alone; the leaver has agreed.
  perform set_config('muster.role', 'take-over', true);
  update assignment set state = 'declined', answered_at = new.offered_at, leaving_since = null, v = v + 1 where id = a.id;
  insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
  values (a.id, new.offered_at, 'declined', muster.actor(), a.area_id, a.member_id, a.team_id);
  perform set_config('muster.role', coalesce(hand, ''), true);
  return new;
end $$;
-- After muster.assignment_hand(), which is first by its name: what that refuses frees no seat.
create trigger assignment_takes_over before insert on muster.assignment
  for each row when (new.source = 'claim' and new.state = 'accepted') execute function muster.assignment_takes_over();

revoke all on function muster.has_leaver(bigint), muster.assignment_takes_over() from public;
grant execute on function muster.has_leaver(bigint) to muster_app;
