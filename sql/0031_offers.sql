-- Offers beyond the first: everybody asked in turn, two who swap, who leaves once somebody takes over, who would be moved by
-- consent, and what was said by telephone taken back.

-- Each asking, kept for good: among equally good people the one least lately asked comes first.
create table muster.asking (
  -- no reference: the asking stays whatever becomes of the assignment
  assignment_id  bigint not null,
  member_id      bigint not null references muster.member,
  area_id        int not null references muster.area,
  at             timestamptz not null,
  source         text not null
);
create index asking_member_idx on muster.asking (member_id, at desc);
create index asking_assignment_idx on muster.asking (assignment_id);
create trigger asking_append_only before update or delete or truncate on muster.asking
  for each statement execute function muster.never_changes();

-- Written with the offer, whoever makes it. Runs as the owner: nobody writes it by hand.
create function muster.assignment_asks() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  if tg_op = 'INSERT' then
    insert into asking (assignment_id, member_id, area_id, at, source)
    select n.id, n.member_id, n.area_id, n.offered_at, n.source from new_rows n where n.state = 'offered';
  else
    insert into asking (assignment_id, member_id, area_id, at, source)
    select n.id, n.member_id, n.area_id, n.offered_at, n.source
      from new_rows n join old_rows o on o.id = n.id
     where n.state = 'offered' and o.state in ('withdrawn', 'released');
  end if;
  return null;
end $$;
create trigger assignment_asks_new after insert on muster.assignment referencing new table as new_rows
  for each statement execute function muster.assignment_asks();
create trigger assignment_asks_again after update on muster.assignment referencing old table as old_rows new table as new_rows
  for each statement execute function muster.assignment_asks();

create function muster.last_asked(ids bigint[]) returns table (member_id bigint, at timestamptz)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.id, a.at
    from unnest(ids) m (id)
   cross join lateral (select k.at from asking k where k.member_id = m.id order by k.at desc limit 1) a
   where (select muster.plans_everybody())
$$;

alter table muster.assignment
  -- a chain of two moves: who accepts this gives up that one, and nobody is moved without it
  add column moves_from bigint references muster.assignment,
  -- given back under the policy `stay`: held until somebody takes it over
  add column leaving_since timestamptz,
  drop constraint assignment_source_check,
  add constraint assignment_source_check check (source in ('roster', 'staff', 'claim', 'substitute', 'swap'));
create index assignment_leaving_idx on muster.assignment (shift_id, leaving_since) where leaving_since is not null;

-- How a seat that loses its person is filled: next-best (the search offers it at once), stay (held until somebody takes
-- over), named (only whom the leaver names is asked), none. And how near a deadline an unanswered offer is a worry.
insert into muster.setting (name, value) values ('gaps.near_hours', '24');

-- 换班: one of the two has asked; gone once the other has agreed too, or either seat is.
create table muster.swap (
  asker_id  bigint primary key references muster.assignment on delete cascade,
  other_id  bigint not null references muster.assignment on delete cascade,
  asked_at  timestamptz not null,
  check (asker_id <> other_id)
);
create index swap_other_idx on muster.swap (other_id);

-- Two people change places, all in one: each seat declined by one and accepted by the other. Asks where the other has not asked
-- for the same ('asked'), else carries it out ('swapped'); null: no such two, or not the asker's. The revisions are those at
-- which the rules were looked at. `phone`: staff or the leader of both has both their words by telephone.
create function muster.swap_seats(
  mine bigint, theirs bigint, mine_v int, theirs_v int, mine_team int, theirs_team int, phone boolean, moment timestamptz)
  returns text
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  b assignment%rowtype;
  hand text := muster.role();
  taker bigint := case when phone then muster.actor() end;
  made int;
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
  perform muster.lock_shifts(array[a.shift_id, b.shift_id]);
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
  delete from swap where asker_id in (mine, theirs) or other_id in (mine, theirs);
  perform set_config('muster.role', hand, true);
  return 'swapped';
end $$;

-- What staff or a leader took down by telephone is the member's to take back, until the shift begins: it is an open offer again.
-- After a decline the seat's search ends, and an offer to a substitute that nobody has answered is withdrawn; who has accepted
-- keeps it, and then the shift's own check refuses.
create function muster.undo_phone(wanted bigint, fresh timestamptz, moment timestamptz) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  hand text := muster.role();
begin
  select * into a from assignment where id = wanted and member_id = muster.self();
  if not found then
    return null;
  end if;
  perform muster.lock_shifts(array[a.shift_id]);
  perform muster.lock_members(array[a.member_id]);
  select * into a from assignment where id = wanted;
  if a.state not in ('accepted', 'declined') or a.starts_at <= moment or a.answered_by is null
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
  update assignment set state = 'offered', deadline = fresh, answered_at = null, answered_by = null, reason = null, v = v + 1
   where id = a.id;
  insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
  values (a.id, moment, 'offered', muster.actor(), a.area_id, a.member_id, a.team_id);
  perform muster.fix_times(array[a.shift_id]);
  perform set_config('muster.role', hand, true);
  return a.v + 1;
end $$;

-- Frees the seat of whoever has waited longest to be taken over from, for a claim in the same transaction.
create function muster.take_over(wanted bigint, moment timestamptz) returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  a assignment%rowtype;
  hand text := muster.role();
begin
  select * into a from assignment
   where shift_id = wanted and state = 'accepted' and leaving_since is not null and starts_at > moment
     and member_id is distinct from muster.self()
   order by leaving_since, id limit 1;
  if not found or hand not in ('staff', 'member', 'leader', 'unit') then
    return null;
  end if;
  perform set_config('muster.role', 'take-over', true);
  update assignment set state = 'declined', answered_at = moment, leaving_since = null, v = v + 1 where id = a.id;
  insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
  values (a.id, moment, 'declined', muster.actor(), a.area_id, a.member_id, a.team_id);
  perform set_config('muster.role', hand, true);
  return a.id;
end $$;

do $$
declare t text;
begin
  foreach t in array array['asking', 'swap'] loop
    execute format('alter table muster.%I enable row level security', t);
    execute format('alter table muster.%I force row level security', t);
    execute format('create policy owner on muster.%I to muster_owner using (true) with check (true)', t);
  end loop;
end $$;
grant select on muster.asking, muster.swap to muster_app;
create policy seen on muster.asking for select to muster_app using (
  area_id = any ((select muster.areas())::int[]) or member_id = (select muster.self()));
create policy seen on muster.swap for select to muster_app using (
  exists (select from muster.assignment a where a.id = asker_id) or exists (select from muster.assignment a where a.id = other_id));

revoke all on function muster.assignment_asks(), muster.last_asked(bigint[]),
  muster.swap_seats(bigint, bigint, int, int, int, int, boolean, timestamptz),
  muster.undo_phone(bigint, timestamptz, timestamptz), muster.take_over(bigint, timestamptz) from public;
grant execute on function muster.last_asked(bigint[]),
  muster.swap_seats(bigint, bigint, int, int, int, int, boolean, timestamptz),
  muster.undo_phone(bigint, timestamptz, timestamptz), muster.take_over(bigint, timestamptz) to muster_app;
