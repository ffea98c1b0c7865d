-- How a transaction comes to act for somebody, and the few things done above row security, each by one function.
-- All of these run as the owner with a pinned search path, and take what they need as arguments.

-- An account's rights as they are now: computed when it logs in and again whenever its version has moved on. This and what
-- else is asked before muster.enter() answers only while nobody acts, or to the account itself.
create function muster.principal(wanted bigint) returns table (
  id bigint, name text, role text, version int, area_id int, unit_id int, team_id int, member_id bigint,
  areas int[], places int[], units int[], teams int[], total_areas int[], total_units int[])
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select a.id, a.name, a.role, a.version, a.area_id, a.unit_id, a.team_id, a.member_id,
         case when a.role = 'staff' then muster.communities(coalesce(
                (select community_id from area where area.id = a.area_id and level > 4), a.area_id))
              when a.role in ('administrator', 'system') then
                muster.communities(coalesce(a.area_id, (select area.id from area where level = 1))) end,
         case when a.role = 'grid' then muster.subtree(a.area_id) end,
         case when a.role = 'unit' then muster.unit_subtree(a.unit_id) end,
         case when a.role = 'leader' then array[a.team_id] end,
         case when a.role = 'department' and a.area_id is not null then muster.communities(a.area_id) end,
         case when a.role = 'department' and a.unit_id is not null then muster.unit_subtree(a.unit_id) end
    from account a
   where a.id = wanted and a.disabled_at is null and (muster.actor() is null or muster.actor() = a.id)
$$;

create function muster.account_named(wanted text) returns bigint
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select id from account where name = wanted and disabled_at is null and (muster.actor() is null or muster.actor() = id)
$$;

-- The account of a token that is right, known, not revoked and not past its day; null for anything else.
create function muster.login(token_id text, secret bytea, at timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  update token set last_used = (at at time zone 'UTC')::date
   where id = token_id and digest = sha256(secret) and revoked_at is null and (expires_at is null or expires_at > at)
     and exists (select from account a where a.id = account_id and a.disabled_at is null)
     and (muster.actor() is null or muster.actor() = account_id)
  returning account_id
$$;

-- The account of a token that still stands: what a session that came by it asks when its rights have changed.
create function muster.token_account(token_id text, at timestamptz) returns bigint
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select account_id from token where id = token_id and revoked_at is null and (expires_at is null or expires_at > at)
     and (muster.actor() is null or muster.actor() = account_id)
$$;

-- When a token runs out: the session that came by it ends then.
create function muster.token_expiry(token_id text) returns timestamptz
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select expires_at from token where id = token_id
$$;

create function muster.is_current(held_account bigint, held_version int) returns boolean
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select exists (select from account where id = held_account and version = held_version and disabled_at is null)
$$;

-- Begins every segment and transaction: sets for whom it acts, until its end and no longer. Raises MU001 when the
-- rights held are no longer the account's, so that nothing is ever read or written with revoked rights.
-- No SET clause here: it would take the settings back when the function returns.
create function muster.enter(
  actor bigint, version int, role text, areas int[], places int[], units int[], teams int[], self bigint,
  total_areas int[], total_units int[]) returns void
  language plpgsql as $$
begin
  if not muster.is_current(actor, version) then
    raise exception 'rights have changed' using errcode = 'MU001';
  end if;
  perform pg_catalog.set_config('muster.actor', actor::text, true),
          pg_catalog.set_config('muster.role', role, true),
          pg_catalog.set_config('muster.areas', coalesce(areas::text, ''), true),
          pg_catalog.set_config('muster.places', coalesce(places::text, ''), true),
          pg_catalog.set_config('muster.units', coalesce(units::text, ''), true),
          pg_catalog.set_config('muster.teams', coalesce(teams::text, ''), true),
          pg_catalog.set_config('muster.self', coalesce(self::text, ''), true),
          pg_catalog.set_config('muster.total_areas', coalesce(total_areas::text, ''), true),
          pg_catalog.set_config('muster.total_units', coalesce(total_units::text, ''), true);
end $$;

-- What changes an account's rights raises its version; so does a move in the tree, for everybody.
create function muster.account_changes() returns trigger language plpgsql as $$
begin
  if (new.role, new.area_id, new.unit_id, new.team_id, new.member_id, new.disabled_at)
     is distinct from (old.role, old.area_id, old.unit_id, old.team_id, old.member_id, old.disabled_at) then
    new.version := old.version + 1;
  end if;
  return new;
end $$;
create trigger account_changes before update on muster.account
  for each row execute function muster.account_changes();

create function muster.tree_moves() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  update account set version = version + 1;
  return null;
end $$;
create trigger area_tree_moves after insert or delete on muster.area
  for each statement execute function muster.tree_moves();
create trigger area_tree_moves_parent after update of parent_id, level on muster.area
  for each statement execute function muster.tree_moves();
create trigger unit_tree_moves after update of parent_id on muster.unit
  for each statement execute function muster.tree_moves();

-- Locks, in one order for every writer, so that no two wait for each other: events, needs, shifts, members, then the rest
-- (assignments, searches); each by rising id. A shift is never locked without its event or need, which it may change.
create function muster.lock_shifts(ids bigint[]) returns void
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  select from event where id = any (array(select event_id from shift where shift.id = any (ids))) order by id
    for no key update;
  select from need where id = any (array(select need_id from shift where shift.id = any (ids))) order by id
    for no key update;
  select from shift where id = any (ids) order by id for no key update
$$;
create function muster.lock_members(ids bigint[]) returns void
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  select from member where id = any (ids) order by id for no key update
$$;

-- Whoever plans for everybody: a community's staff, and the daemon's own hand.
create function muster.plans_everybody() returns boolean language sql stable parallel safe as
  $$ select muster.role() in ('staff', 'system') $$;
-- Those of the named members (null: of all) for whom the others who serve may ask: a member for itself, a leader for the team
-- and for who serves with it, a unit for its people, who must be named.
create function muster.own_people(ids bigint[]) returns bigint[]
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select coalesce(array_agg(o.id), '{}') from (
    select muster.self() as id where muster.role() in ('member', 'leader') and muster.self() is not null
    union select member_id from team_member where muster.role() = 'leader' and team_id = any (muster.teams())
    union select member_id from assignment where muster.role() = 'leader' and team_id = any (muster.teams())
    union select id from member where muster.role() = 'unit' and id = any (ids) and unit_id = any (muster.units())) o
   where ids is null or o.id = any (ids)
$$;

-- Members who might serve near the given places in the given days: by number only, whatever community they are of.
-- The box is generous; the exact distance is the solver's rule. Who does not plan for everybody gets the own people only.
-- Each comes with its weekly windows, one number a window: weekday * 4194304 + starts * 2048 + ends, in their order.
create function muster.candidates(
  west double precision, south double precision, east double precision, north double precision, first_day date, last_day date)
  returns table (id bigint, area_id int, unit_id int, longitude double precision, latitude double precision, reach int,
    max_per_day smallint, max_per_week smallint, max_minutes int, skills text[], wishes text[], teams int[], recent int,
    windows int[])
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.id, m.area_id, m.unit_id, m.longitude, m.latitude, m.reach, m.max_per_day, m.max_per_week, m.max_minutes,
         coalesce(s.skills, '{}'), coalesce(w.wishes, '{}'), coalesce(t.teams, '{}'), coalesce(r.recent, 0)::int,
         coalesce(a.windows, '{}')
    from member m
    left join (select member_id, array_agg(skill order by skill) as skills from member_skill
                where expires is null or expires >= last_day group by member_id) s on s.member_id = m.id
    left join (select member_id, array_agg(domain order by domain) as wishes from member_wish
                group by member_id) w on w.member_id = m.id
    left join (select member_id, array_agg(team_id order by team_id) as teams from team_member
                group by member_id) t on t.member_id = m.id
    left join (select member_id, count(*) as recent from service_record
                where served_on >= first_day - 28 and served_on < first_day and corrects is null
                group by member_id) r on r.member_id = m.id
    left join (select member_id, array_agg(weekday * 4194304 + starts * 2048 + ends
                                           order by weekday * 4194304 + starts * 2048 + ends) as windows
                 from availability group by member_id) a on a.member_id = m.id
   where ((select muster.plans_everybody()) or m.id = any ((select muster.own_people(null))::bigint[]))
     and m.active
     and m.latitude between south - m.reach / 110000.0 and north + m.reach / 110000.0
     and m.longitude between west - m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
                         and east + m.reach / (110000.0 * cos(radians(least(abs(m.latitude), 80))))
   order by m.id
$$;
-- The same of those named, wherever they live: row by row, as the planner cannot know how many are named.
create function muster.candidates_of(ids bigint[], first_day date, last_day date)
  returns table (id bigint, area_id int, unit_id int, longitude double precision, latitude double precision, reach int,
    max_per_day smallint, max_per_week smallint, max_minutes int, skills text[], wishes text[], teams int[], recent int,
    windows int[])
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.id, m.area_id, m.unit_id, m.longitude, m.latitude, m.reach, m.max_per_day, m.max_per_week, m.max_minutes,
         array(select s.skill from member_skill s
                where s.member_id = m.id and (s.expires is null or s.expires >= last_day) order by s.skill),
         array(select w.domain from member_wish w where w.member_id = m.id order by w.domain),
         array(select t.team_id from team_member t where t.member_id = m.id order by t.team_id),
         (select count(*) from service_record r
           where r.member_id = m.id and r.served_on >= first_day - 28 and r.served_on < first_day and r.corrects is null)::int,
         array(select a.weekday * 4194304 + a.starts * 2048 + a.ends from availability a
                where a.member_id = m.id order by a.weekday, a.starts)
    from member m
   where m.id = any (ids) and m.active
     and ((select muster.plans_everybody()) or m.id = any ((select muster.own_people(ids))::bigint[]))
   order by m.id
$$;
-- The exceptions of those days.
create function muster.candidate_exceptions(ids bigint[], first_day date, last_day date)
  returns table (member_id bigint, on_date date, starts smallint, ends smallint)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select member_id, on_date, starts, ends from availability_exception
   where member_id in (select unnest(ids)) and on_date between first_day and last_day
     and ((select muster.plans_everybody()) or member_id = any ((select muster.own_people(ids))::bigint[]))
   order by member_id, on_date, starts
$$;
-- Where they already are: assignments that hold or are offered, in a stretch of time; no more than time and place.
create function muster.commitments(ids bigint[], from_time timestamptz, to_time timestamptz)
  returns table (id bigint, member_id bigint, shift_id bigint, state text, starts_at timestamptz, ends_at timestamptz,
    longitude double precision, latitude double precision)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select a.id, a.member_id, a.shift_id, a.state, a.starts_at, a.ends_at, s.longitude, s.latitude
    from assignment a join shift s on s.id = a.shift_id
   where a.member_id in (select unnest(ids)) and a.state in ('offered', 'accepted', 'checked_in', 'served')
     and a.starts_at < to_time and a.ends_at > from_time
     and ((select muster.plans_everybody()) or a.member_id = any ((select muster.own_people(ids))::bigint[]))
   order by a.member_id, a.starts_at, a.id
$$;
-- Where members live and for whom they work, by number: written beside an assignment as it is at that time.
create function muster.places_of(members bigint[]) returns table (member_id bigint, area_id int, unit_id int)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select id, area_id, unit_id from member
   where id = any (members)
     and ((select muster.plans_everybody()) or id = any ((select muster.own_people(members))::bigint[]))
$$;
-- A need's shift takes the time of whoever holds a seat, and gives it up when nobody does; the need follows.
create function muster.fix_times(shifts bigint[]) returns void
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  update shift s set starts_at = t.starts_at, ends_at = t.ends_at, v = s.v + 1
    from (select o.id, h.starts_at, h.ends_at
            from shift o
            -- shift by shift: after a roster's offers no statistics know of them yet
            cross join lateral (
              select min(a.starts_at) as starts_at, min(a.ends_at) as ends_at from assignment a
               where a.shift_id = o.id and a.state in ('offered', 'accepted', 'checked_in', 'served')) h
           where o.id = any (shifts) and o.need_id is not null) t
   where s.id = t.id and s.starts_at is distinct from t.starts_at;
  update need n set state = case when s.starts_at is null then 'accepted' else 'scheduled' end, v = n.v + 1
    from shift s
   where s.id = any (shifts) and s.need_id = n.id and n.state in ('accepted', 'scheduled')
     and n.state <> case when s.starts_at is null then 'accepted' else 'scheduled' end;
$$;
-- Who holds a seat of those shifts: numbers only, and 0 for whom the asker does not plan: that the seat is taken, for when,
-- and by which team is no secret, by whom is.
create function muster.seat_holders(shifts bigint[])
  returns table (id bigint, shift_id bigint, member_id bigint, state text, team_id int, starts_at timestamptz, ends_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select case when o.own then a.id else 0 end, a.shift_id, case when o.own then a.member_id else 0 end, a.state, a.team_id,
         a.starts_at, a.ends_at
    from assignment a
    cross join lateral (select muster.plans_everybody() or a.member_id = any (muster.own_people(array[a.member_id])) as own) o
   where a.shift_id = any (shifts) and a.state in ('offered', 'accepted', 'checked_in', 'served')
     and muster.role() in ('staff', 'system', 'unit', 'leader', 'member')
   order by a.shift_id, a.member_id
$$;
-- Withdraws the offers that an acceptance made in this very transaction rules out, of whatever community they are, writes
-- their steps, puts their seats on the list of searches and gives their shifts. `locked` are the shifts that the caller has
-- locked, before the member: an offer of another one has come in between, and then all is to be tried again.
create function muster.withdraw_clashing(acceptance bigint, locked bigint[], moment timestamptz) returns setof bigint
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare
  held assignment%rowtype;
begin
  select a.* into held from assignment a
   where a.id = acceptance and a.state = 'accepted' and a.xmin = pg_current_xact_id()::xid
     and (a.area_id = any (muster.areas()) or a.member_id = muster.self() or a.team_id = any (muster.teams())
          or (a.source = 'claim' and a.unit_id = any (muster.units())));
  if not found then
    return;
  end if;
  if exists (select from assignment a
              where a.member_id = held.member_id and a.state = 'offered' and a.starts_at < held.ends_at
                and a.ends_at > held.starts_at and a.shift_id <> all (locked)) then
    raise exception 'an offer came in between' using errcode = 'serialization_failure';
  end if;
  return query
    with gone as (
      update assignment a set state = 'withdrawn', v = a.v + 1
       where a.member_id = held.member_id and a.state = 'offered' and a.starts_at < held.ends_at
         and a.ends_at > held.starts_at
      returning a.id, a.shift_id, a.area_id, a.member_id, a.team_id),
    noted as (
      insert into assignment_step (assignment_id, at, state, actor_id, area_id, member_id, team_id)
      select g.id, moment, 'withdrawn', muster.actor(), g.area_id, g.member_id, g.team_id from gone g),
    searched as (
      insert into substitute_search (assignment_id, shift_id, area_id, since, not_before)
      select g.id, g.shift_id, g.area_id, moment, moment from gone g on conflict do nothing)
    select g.shift_id from gone g order by 1;
end $$;
-- Pairs on a shift that may not be offered again (declined, expired, barred): member numbers only.
create function muster.spent_pairs(shifts bigint[])
  returns table (shift_id bigint, member_id bigint, state text)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select shift_id, member_id, state from assignment
   where shift_id = any (shifts) and state not in ('offered', 'accepted', 'checked_in', 'served')
     and (muster.plans_everybody() or member_id = any (muster.own_people(array[member_id])))
   order by shift_id, member_id
$$;

-- Takes the oldest job that nobody holds: queued, or running under a lease that ran out. Leases and fences follow the
-- database's clock, never the business clock. The daemon's runner asks before it acts for anybody.
create function muster.claim_job(seconds int, most_solvers int)
  returns table (id bigint, kind text, account_id bigint, area_id int, arguments jsonb, fence bigint, attempts int)
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  update job set state = 'running', fence = job.fence + 1, attempts = job.attempts + 1,
                 lease_until = clock_timestamp() + make_interval(secs => seconds)
   where job.id = (
     select j.id from job j
      where muster.actor() is null and (j.state = 'queued' or (j.state = 'running' and j.lease_until < clock_timestamp()))
        and (j.kind <> 'solve' or (select count(*) from job r where r.kind = 'solve' and r.state = 'running'
                                     and r.lease_until >= clock_timestamp()) < most_solvers)
      order by j.id limit 1 for update skip locked)
  returning job.id, job.kind, job.account_id, job.area_id, job.arguments, job.fence, job.attempts
$$;
-- Ends a job that cannot be done, also when its account is disabled by now.
create function muster.fail_job(job_id bigint, held bigint, why text) returns boolean
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with failed as (
    update job set state = 'failed', progress = 100, result = why::jsonb, ended_at = clock_timestamp(), lease_until = null
     where id = job_id and fence = held and state = 'running' returning id),
  -- what was uploaded for it goes with it
  ended as (update import i set state = 'failed' from failed where i.job_id = failed.id returning i.id),
  dropped as (delete from import_part p using ended where p.import_id = ended.id returning 1)
  select exists (select from failed)
$$;
create function muster.open_solves() returns bigint
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select count(*) from job where kind = 'solve' and state in ('queued', 'running') and muster.role() is not null
$$;
-- Keeps the lease and tells how far it is; false: the job is no longer this holder's, or was cancelled. `left_seconds`: of a
-- search, until its end at the latest.
create function muster.renew_job(job_id bigint, held bigint, seconds int, done smallint, best bigint, limit_above bigint,
  all_seats int, filled_seats int, left_seconds double precision)
  returns boolean
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with renewed as (
    update job set lease_until = clock_timestamp() + make_interval(secs => seconds), progress = done,
                   score = best, bound = limit_above, seats = all_seats, filled = filled_seats,
                   ends_by = clock_timestamp() + make_interval(secs => left_seconds)
     where id = job_id and fence = held and state = 'running' and (muster.actor() is null or muster.actor() = account_id)
     returning 1)
  select exists (select from renewed)
$$;

-- Throws away what is older: answers kept for keys, and parts of imports that no job is going to read any more. How many
-- rows, of each kind not more than `most`. For the daemon's own hand alone.
create function muster.purge(before timestamptz, most int) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with keys as (
    delete from command_key k
     where (k.account_id, k.key) in (
             select o.account_id, o.key from command_key o where o.at < before and muster.role() = 'system' limit most)
    returning 1),
  parts as (
    delete from import_part p
     where (p.import_id, p.file, p.part) in (
             select o.import_id, o.file, o.part
               from import_part o join import i on i.id = o.import_id left join job j on j.id = i.job_id
              where i.created_at < before and (j.state is null or j.state not in ('queued', 'running'))
                and muster.role() = 'system' limit most)
    returning 1)
  select (select count(*) from keys) + (select count(*) from parts)
$$;

-- Numbers of people, without their names: a unit's as far as the asker's scope reaches, and a team's.
create function muster.unit_counts(ids int[]) returns table (unit_id int, members int, reported int)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.unit_id, count(*)::int, count(r.member_id)::int
    from member m left join registration r on r.member_id = m.id and r.state = 'active'
   where m.unit_id = any (ids)
     and (m.area_id = any ((select muster.areas())::int[]) or m.unit_id = any ((select muster.units())::int[])
          or m.area_id = any ((select muster.total_areas())::int[]) or m.unit_id = any ((select muster.total_units())::int[]))
   group by m.unit_id
$$;
create function muster.team_people(ids int[]) returns table (team_id int, people int)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select team_id, count(*)::int from team_member where team_id = any (ids) and muster.role() is not null group by team_id
$$;

-- Whether a member reports of its own will: the member or its unit put the registration in, or carried it on. Without that
-- a community's staff could draw anybody in by naming them.
create function muster.is_wanted(wanted bigint) returns boolean
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select exists (
    select from registration_step t join account c on c.id = t.actor_id join member m on m.id = t.member_id
     where t.registration_id = wanted and t.state in ('submitted', 'approved')
       and ((c.role = 'member' and c.member_id = m.id)
            or (c.role = 'unit' and m.unit_id = any (muster.unit_subtree(c.unit_id)))))
$$;
-- Who reports to a community whose staff do not see the member yet: the name only, while the registration is open.
create function muster.registrant(wanted bigint) returns text
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select m.name from registration g join member m on m.id = g.member_id
   where g.id = wanted and g.state in ('submitted', 'approved', 'active', 'exempt')
     and muster.role() = 'staff' and g.area_id = any (muster.areas())
     and (m.area_id = any (muster.areas()) or muster.is_wanted(g.id))
$$;
-- Moves a member's home to the community that has received the registration. That community's staff cannot see the
-- member before; what they may do is in the conditions. The point moves along, since where the new home is nobody has said.
create function muster.rehome(wanted bigint) returns void
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  update member m
     set area_id = g.area_id, place_id = g.place_id, v = m.v + 1,
         longitude = case when m.area_id = g.area_id then m.longitude else p.longitude end,
         latitude = case when m.area_id = g.area_id then m.latitude else p.latitude end
    from registration g join area p on p.id = coalesce(g.place_id, g.area_id)
   where g.id = wanted and m.id = g.member_id and g.state = 'active'
     and (m.area_id <> g.area_id or (g.place_id is not null and m.place_id is distinct from g.place_id))
     and muster.role() = 'staff' and g.area_id = any (muster.areas())
     and (m.area_id = any (muster.areas()) or muster.is_wanted(g.id))
$$;

-- How much there is, for the operator: counts only, no row of anybody.
create function muster.census() returns table (name text, value bigint)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select n.name, n.value from (
    select 1 as place, 'areas' as name, (select count(*) from area) as value
    union all select 2, 'units', (select count(*) from unit)
    union all select 3, 'members', (select count(*) from member)
    union all select 4, 'teams', (select count(*) from team)
    union all select 5, 'events', (select count(*) from event)
    union all select 6, 'needs', (select count(*) from need)
    union all select 7, 'shifts', (select count(*) from shift)
    union all select 8, 'assignments', (select count(*) from assignment)
    union all select 9, 'records', (select count(*) from service_record)
    union all select 10, 'jobs.' || s.state, (select count(*) from job where job.state = s.state)
      from (values ('queued'), ('running'), ('done'), ('failed'), ('cancelled')) s (state)) n
   where muster.role() = 'operator'
   order by n.place, n.name
$$;

-- A registration stays that of its member, unit and community, and one that has ended is not taken up again.
create function muster.registration_stays() returns trigger language plpgsql as $$
begin
  if (new.member_id, new.area_id, new.unit_id) is distinct from (old.member_id, old.area_id, old.unit_id)
     or (old.state in ('transferred', 'left') and new.state <> old.state) then
    raise exception 'a registration stays what it is' using errcode = 'integrity_constraint_violation',
      constraint = 'registration_stays';
  end if;
  return new;
end $$;
create trigger registration_stays before update on muster.registration
  for each row execute function muster.registration_stays();

-- What members, leaders and units may write into an assignment beyond which rows their policies open: policies see a row's
-- new values or its old ones, this sees both. Staff and the daemon itself are bound by their areas only.
create function muster.assignment_hand() returns trigger language plpgsql as $$
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
      and new.answered_by is not distinct from phoned and new.confirmed_by is null and new.proof is null and new.minutes is null
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
create trigger assignment_hand before insert or update on muster.assignment
  for each row when (muster.role() in ('member', 'leader', 'unit')) execute function muster.assignment_hand();
