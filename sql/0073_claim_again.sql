-- A seat that was answered for by telephone and then released may be claimed again by the member: a claim is nobody's answer by
-- telephone, so the mark of the old one goes.

create or replace function muster.assignment_hand() returns trigger language plpgsql as $$
declare
  hand text := muster.role();
  own boolean := new.member_id is not distinct from muster.self();
  fresh boolean := tg_op = 'INSERT';
  again boolean := fresh;
  claimed boolean := new.state = 'accepted' and new.source = 'claim';
  phoned bigint;
  fits boolean;
begin
  if hand is null or hand not in ('member', 'leader', 'unit') then
    return new;
  end if;
  if not fresh then
    again := old.state in ('withdrawn', 'released') and new.state <> old.state;
    phoned := old.answered_by;
  end if;
  if again then
    -- A claim, or a leader's offer: at a time that the shift has, for the member as the member is.
    fits := (claimed or (hand = 'leader' and new.state = 'offered' and new.source = 'staff'))
      and (new.answered_by is null or new.answered_by = phoned) and new.confirmed_by is null and new.proof is null and new.minutes is null
      and new.checked_in_at is null and new.checked_out_at is null
      and exists (select from muster.places_of(array[new.member_id]) p
                   where p.area_id = new.home_id and p.unit_id is not distinct from new.unit_id)
      and exists (select from muster.shift s
                   where s.id = new.shift_id and s.state = 'open' and (
                     (s.starts_at, s.ends_at) = (new.starts_at, new.ends_at)
                     or (s.starts_at is null and exists (
                           select from muster.need_time t
                            where t.need_id = s.need_id and (t.starts_at, t.ends_at) = (new.starts_at, new.ends_at)))))
      and (new.team_id is null
           or exists (select from muster.team_member t where t.team_id = new.team_id and t.member_id = new.member_id));
  else
    fits := (new.area_id, new.unit_id, new.home_id, new.team_id, new.starts_at, new.ends_at, new.source, new.roster_id,
             new.substitute_for, new.offered_at)
        is not distinct from
            (old.area_id, old.unit_id, old.home_id, old.team_id, old.starts_at, old.ends_at, old.source, old.roster_id,
             old.substitute_for, old.offered_at)
      and (new.state = old.state
           or (old.state, new.state) in (('offered', 'accepted'), ('offered', 'declined'), ('offered', 'withdrawn'),
                ('accepted', 'declined'), ('accepted', 'checked_in'), ('checked_in', 'served'))
           or (hand = 'leader' and old.state in ('offered', 'accepted') and new.state = 'released')
           or (hand = 'leader' and not own
               and (old.state, new.state) in (('accepted', 'absent'), ('accepted', 'excused'), ('absent', 'excused'))))
      and (new.deadline is not distinct from old.deadline or (new.deadline is null and new.state <> 'offered'))
      -- Nobody vouches for the own attendance, and everybody else in the own name only.
      and (new.answered_by is not distinct from old.answered_by or (hand = 'leader' and new.answered_by = muster.actor()))
      and (new.confirmed_by is not distinct from old.confirmed_by
           or (hand = 'leader' and not own and new.confirmed_by = muster.actor()))
      and (new.proof is not distinct from old.proof
           or (own and old.state = 'accepted' and new.proof = 'self')
           or (hand = 'leader' and not own and new.proof = 'staff' and new.confirmed_by = muster.actor()))
      and (new.checked_in_at is not distinct from old.checked_in_at or old.state = 'accepted')
      and ((new.checked_out_at, new.minutes) is not distinct from (old.checked_out_at, old.minutes)
           or (old.state = 'checked_in' and new.state = 'served'
               and new.minutes <= extract(epoch from new.checked_out_at - coalesce(new.checked_in_at, new.starts_at)) / 60));
  end if;
  if fits is not true then
    raise exception 'not for a % to write into an assignment', hand using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
