-- Who changes places is asked for nothing else at the new time; who has given a seat up has agreed to no swap of it; and an answer
-- by telephone is not taken back once the shift is off.

-- Withdraws a member's offers that a seat taken at that time rules out, of whatever community they are, writes their steps, puts their
-- seats on the list of searches and gives their shifts. `locked`: the shifts that were locked before the member; an offer of another
-- one has come in between, and then all is to be tried again. For the functions here, which know who may.
create function muster.withdraw_offers(
  wanted bigint, from_time timestamptz, to_time timestamptz, locked bigint[], moment timestamptz) returns setof bigint
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
begin
  if exists (select from assignment a
              where a.member_id = wanted and a.state = 'offered' and a.starts_at < to_time and a.ends_at > from_time
                and a.shift_id <> all (locked)) then
    raise exception 'an offer came in between' using errcode = 'serialization_failure';
  end if;
  return query
    with gone as (
      update assignment a set state = 'withdrawn', v = a.v + 1
       where a.member_id = wanted and a.state = 'offered' and a.starts_at < to_time and a.ends_at > from_time
      returning a.id, a.shift_id, a.area_id, a.member_id, a.team_id),
    noted as (
      insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
      select g.id, moment, 'withdrawn', muster.actor(), g.area_id, g.member_id, g.team_id from gone g),
    searched as (
      insert into substitute_search (assignment_id, shift_id, area_id, since, not_before)
      select g.id, g.shift_id, g.area_id, moment, moment from gone g on conflict do nothing)
    select g.shift_id from gone g order by 1;
end $$;
revoke all on function muster.withdraw_offers(bigint, timestamptz, timestamptz, bigint[], timestamptz) from public;

-- As before, by the same piece: what an acceptance made in this very transaction rules out.
create or replace function muster.withdraw_clashing(acceptance bigint, locked bigint[], moment timestamptz) returns setof bigint
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  held assignment%rowtype;
begin
  select a.* into held from assignment a
   where a.id = acceptance and a.state = 'accepted' and a.xmin = pg_current_xact_id()::xid
     and (a.area_id = any (muster.areas()) or a.member_id = muster.self() or a.team_id = any (muster.teams())
          or (a.source = 'claim' and a.unit_id = any (muster.units())));
  if found then
    return query select * from muster.withdraw_offers(held.member_id, held.starts_at, held.ends_at, locked, moment);
  end if;
end $$;

-- A swap is agreed over two seats as they are: when one of them is no longer accepted, what was asked over it is void, also when
-- the seat is taken anew.
create function muster.swap_lapses() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  delete from swap where asker_id = old.id or other_id = old.id;
  return null;
end $$;
create trigger swap_lapses after update on muster.assignment for each row
  when (old.state = 'accepted' and new.state <> 'accepted') execute function muster.swap_lapses();
revoke all on function muster.swap_lapses() from public;

create or replace function muster.swap_seats(
  mine bigint, theirs bigint, mine_v int, theirs_v int, mine_team int, theirs_team int, phone boolean, moment timestamptz)
  returns text
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  b assignment%rowtype;
  hand text := muster.role();
  taker bigint := case when phone then muster.actor() end;
  made int;
  around bigint[];
begin
  select * into a from assignment where id = mine;
  select * into b from assignment where id = theirs;
  if a.id is null or b.id is null or a.member_id = b.member_id or a.shift_id = b.shift_id then
    return null;
  end if;
  if phone then
    if not (hand = 'staff' and a.area_id = any (muster.areas()) and b.area_id = any (muster.areas())
            or hand = 'leader' and a.team_id = any (muster.teams()) and b.team_id = any (muster.teams())) is true then
      return null;
    end if;
  elsif a.member_id is distinct from muster.self() then
    return null;
  end if;
  around := array(
    select o.shift_id from assignment o
     where o.state = 'offered'
       and (o.member_id = a.member_id and o.starts_at < b.ends_at and o.ends_at > b.starts_at
            or o.member_id = b.member_id and o.starts_at < a.ends_at and o.ends_at > a.starts_at));
  perform muster.lock_shifts(around || array[a.shift_id, b.shift_id]);
  perform muster.lock_members(array[a.member_id, b.member_id]);
  select * into a from assignment where id = mine;
  select * into b from assignment where id = theirs;
  if a.state <> 'accepted' or b.state <> 'accepted' or a.starts_at <= moment or b.starts_at <= moment then
    return null;
  end if;
  if (a.v, b.v) <> (mine_v, theirs_v) then
    raise exception 'a seat has changed' using errcode = 'serialization_failure';
  end if;
  if not phone and not exists (select from swap w where w.asker_id = theirs and w.other_id = mine) then
    insert into swap values (mine, theirs, moment)
      on conflict (asker_id) do update set other_id = excluded.other_id, asked_at = excluded.asked_at;
    return 'asked';
  end if;
  -- Beyond what either may write alone; both have agreed.
  perform set_config('muster.role', 'swap', true);
  update assignment set state = 'declined', answered_at = moment, answered_by = coalesce(taker, answered_by),
                        leaving_since = null, reason = '换班', v = v + 1
   where id in (mine, theirs);
  insert into assignment (shift_id, member_id, area_id, unit_id, home_id, team_id, state, starts_at, ends_at, source, offered_at,
                          answered_at, answered_by)
  select n.shift_id, m.id, n.area_id, m.unit_id, m.area_id, n.team_id, 'accepted', n.starts_at, n.ends_at, 'swap', moment, moment,
         taker
    from (values (b.shift_id, a.member_id, b.area_id, mine_team, b.starts_at, b.ends_at),
                 (a.shift_id, b.member_id, a.area_id, theirs_team, a.starts_at, a.ends_at))
         n (shift_id, member_id, area_id, team_id, starts_at, ends_at)
    join member m on m.id = n.member_id
  on conflict (shift_id, member_id) do update
     set state = 'accepted', starts_at = excluded.starts_at, ends_at = excluded.ends_at, source = 'swap',
         team_id = excluded.team_id, unit_id = excluded.unit_id, home_id = excluded.home_id, offered_at = moment,
         answered_at = moment, answered_by = excluded.answered_by, deadline = null, was_starts_at = null, was_ends_at = null,
         reason = null, v = assignment.v + 1
   where assignment.state in ('withdrawn', 'released');
  get diagnostics made = row_count;
  if made <> 2 then
    raise exception 'that pair is spent' using errcode = 'integrity_constraint_violation', constraint = 'swap_spent';
  end if;
  insert into assignment_step (assignment_id, at, state, actor_id, by_phone, reason, area_id, member_id, team_id)
  select s.id, moment, s.state, muster.actor(), phone, '换班', s.area_id, s.member_id, s.team_id
    from assignment s
   where s.shift_id in (a.shift_id, b.shift_id) and s.member_id in (a.member_id, b.member_id)
     and s.answered_at = moment and s.state in ('accepted', 'declined');
  perform muster.fix_times(array(
    select * from muster.withdraw_offers(a.member_id, b.starts_at, b.ends_at, around, moment)
     union select * from muster.withdraw_offers(b.member_id, a.starts_at, a.ends_at, around, moment)));
  perform set_config('muster.role', hand, true);
  return 'swapped';
end $$;

create or replace function muster.undo_phone(wanted bigint, fresh timestamptz, moment timestamptz) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  hand text := muster.role();
  starts timestamptz;
  ends timestamptz;
begin
  select * into a from assignment where id = wanted and member_id = muster.self();
  if not found then
    return null;
  end if;
  perform muster.lock_shifts(array[a.shift_id]);
  perform muster.lock_members(array[a.member_id]);
  select * into a from assignment where id = wanted;
  -- The shift may have moved since; a need's that is open for other times has none of its own.
  select coalesce(s.starts_at, a.starts_at), coalesce(s.ends_at, a.ends_at) into starts, ends
    from shift s where s.id = a.shift_id and s.state = 'open';
  if not found or a.state not in ('accepted', 'declined') or starts <= moment or a.answered_by is null
     or not exists (select from assignment_step t
                     where t.assignment_id = a.id and t.state = a.state and t.by_phone and t.at = a.answered_at) then
    return null;
  end if;
  perform set_config('muster.role', 'undo', true);
  if a.state = 'declined' then
    delete from substitute_search where assignment_id = a.id;
    with gone as (
      update assignment set state = 'withdrawn', v = v + 1 where substitute_for = a.id and state = 'offered' returning *)
    insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
    select g.id, moment, 'withdrawn', muster.actor(), g.area_id, g.member_id, g.team_id from gone g;
  end if;
  update assignment set state = 'offered', deadline = least(fresh, starts), answered_at = null, answered_by = null, reason = null, v = v + 1,
                        starts_at = starts, ends_at = ends,
                        was_starts_at = case when a.starts_at <> starts then a.starts_at else was_starts_at end,
                        was_ends_at = case when a.starts_at <> starts then a.ends_at else was_ends_at end
   where id = a.id;
  insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
  values (a.id, moment, 'offered', muster.actor(), a.area_id, a.member_id, a.team_id);
  perform muster.fix_times(array[a.shift_id]);
  perform set_config('muster.role', hand, true);
  return a.v + 1;
end $$;
