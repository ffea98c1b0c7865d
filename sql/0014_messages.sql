-- Messages 消息: what members are told of their offers and shifts. One queue, written by the transaction that makes the thing
-- worth telling, so that nobody is told of what did not happen and nobody is forgotten of what did. Senders take from it by
-- lease. What a message says is put together when it goes out, from what is so then.

-- How a member wants to be told; who has no row gets the defaults.
create table muster.message_preference (
  member_id     bigint primary key references muster.member,
  language      text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  -- minutes of the city's day between which nothing comes; both the same: there are no quiet hours
  quiet_from    smallint not null default 1320 check (quiet_from between 0 and 1439),
  quiet_until   smallint not null default 480 check (quiet_until between 0 and 1439),
  -- how long before a shift its reminder comes; null: none
  lead_minutes  int default 1440 check (lead_minutes between 30 and 10080),
  v             int not null default 1
);

create table muster.message (
  id             bigint generated always as identity primary key,
  kind           text not null check (kind in ('offer', 'claimed', 'answered', 'moved', 'withdrawn', 'reminder')),
  member_id      bigint not null references muster.member,
  assignment_id  bigint not null references muster.assignment on delete cascade,
  -- the assignment's: what a scope is matched with
  area_id        int not null references muster.area,
  -- when the shift was to begin when this was written: a reminder of another time is out of date
  starts_at      timestamptz not null,
  state          text not null default 'queued' check (state in ('queued', 'sent', 'dead', 'dropped')),
  -- business time from which it may go out
  due_at         timestamptz not null default '-infinity',
  attempts       smallint not null default 0 check (attempts >= 0),
  -- held by a sender until then, by the database's clock; the fence only grows
  lease_until    timestamptz,
  fence          bigint not null default 0,
  -- the last fault of a sending, or why it was dropped; no address and nothing of the message
  note           text check (length(note) <= 300),
  ended_at       timestamptz,
  check ((state = 'queued') = (ended_at is null))
);
create index message_due_idx on muster.message (due_at, id) where state = 'queued';
create index message_assignment_idx on muster.message (assignment_id);
create index message_member_idx on muster.message (member_id, id);
create index message_area_idx on muster.message (area_id, id);
create index message_ended_idx on muster.message (ended_at) where state in ('sent', 'dropped');
-- Nobody is reminded twice of one beginning.
create unique index message_one_reminder on muster.message (assignment_id, starts_at) where kind = 'reminder';

-- What a statement did to assignments, told once each. Who acts for oneself needs no message about it. Runs as the owner:
-- whoever changes an assignment may not read how its member wants to be told.
create function muster.assignment_messages() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  if tg_op = 'INSERT' then
    insert into message (kind, member_id, assignment_id, area_id, starts_at)
    select case n.state when 'offered' then 'offer' else 'claimed' end, n.member_id, n.id, n.area_id, n.starts_at
      from new_rows n
     where n.state = 'offered' or (n.state = 'accepted' and muster.self() is distinct from n.member_id);
    insert into message (kind, member_id, assignment_id, area_id, starts_at, due_at)
    select 'reminder', n.member_id, n.id, n.area_id, n.starts_at, n.starts_at - make_interval(mins => muster.lead_of(n.member_id))
      from new_rows n
     where n.state = 'accepted'
       and n.starts_at - make_interval(mins => muster.lead_of(n.member_id)) > coalesce(n.answered_at, n.offered_at)
    on conflict do nothing;
  else
    insert into message (kind, member_id, assignment_id, area_id, starts_at)
    select k.kind, n.member_id, n.id, n.area_id, n.starts_at
      from new_rows n join old_rows o on o.id = n.id
     cross join lateral (select case
       when n.state = 'offered' and o.state <> 'offered' then 'offer'
       when n.state in ('withdrawn', 'released') and o.state in ('offered', 'accepted') then 'withdrawn'
       when n.state in ('accepted', 'declined') and o.state <> n.state and muster.self() is distinct from n.member_id
         then case when n.answered_by is null then 'claimed' else 'answered' end
       when n.state in ('offered', 'accepted') and n.state = o.state and (n.starts_at, n.ends_at) <> (o.starts_at, o.ends_at)
         then 'moved'
       end as kind) k
     where k.kind is not null;
    insert into message (kind, member_id, assignment_id, area_id, starts_at, due_at)
    select 'reminder', n.member_id, n.id, n.area_id, n.starts_at, n.starts_at - make_interval(mins => muster.lead_of(n.member_id))
      from new_rows n join old_rows o on o.id = n.id
     where n.state = 'accepted' and (o.state <> 'accepted' or n.starts_at <> o.starts_at)
       and n.starts_at - make_interval(mins => muster.lead_of(n.member_id)) > coalesce(n.answered_at, n.offered_at)
    on conflict do nothing;
  end if;
  return null;
end $$;
-- The reminder's lead in minutes; null for who wants none.
create function muster.lead_of(member bigint) returns int
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select case when exists (select from message_preference p where p.member_id = member)
              then (select p.lead_minutes from message_preference p where p.member_id = member) else 1440 end
$$;
create trigger assignment_tells_new after insert on muster.assignment referencing new table as new_rows
  for each statement execute function muster.assignment_messages();
create trigger assignment_tells_change after update on muster.assignment referencing old table as old_rows new table as new_rows
  for each statement execute function muster.assignment_messages();

-- Who changes the lead has the reminders moved that wait; those of a lead that has passed by the new one go at once.
create function muster.preference_moves_reminders() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  update message m set due_at = m.starts_at - make_interval(mins => new.lead_minutes)
   where m.member_id = new.member_id and m.kind = 'reminder' and m.state = 'queued' and new.lead_minutes is not null;
  return null;
end $$;
create trigger preference_moves_reminders after insert or update of lead_minutes on muster.message_preference
  for each row execute function muster.preference_moves_reminders();

-- Takes the oldest messages that are due and nobody holds, with all that a decision on them and their text need. `told`: the
-- member was sent something about that assignment before. For the daemon's own hand.
create function muster.claim_messages(at timestamptz, seconds int, most int)
  returns table (
    id bigint, fence bigint, kind text, attempts smallint, member_id bigint, number text, name text, phone text, language text,
    quiet_from smallint, quiet_until smallint, reminds boolean, assignment_id bigint, state text, written_for timestamptz,
    starts_at timestamptz, ends_at timestamptz, deadline timestamptz, reason text, title text, role text, area text, told boolean)
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with taken as (
    update message set fence = message.fence + 1, attempts = message.attempts + 1,
                       lease_until = clock_timestamp() + make_interval(secs => seconds)
     where message.id in (
       select m.id from message m
        where muster.role() = 'system' and m.state = 'queued' and m.due_at <= at
          and (m.lease_until is null or m.lease_until < clock_timestamp())
        order by m.due_at, m.id limit most for update skip locked)
    returning message.*)
  select t.id, t.fence, t.kind, t.attempts, t.member_id, m.number, m.name, m.phone, coalesce(p.language, 'zh-CN'),
         coalesce(p.quiet_from, 1320)::smallint, coalesce(p.quiet_until, 480)::smallint,
         p.member_id is null or p.lead_minutes is not null, t.assignment_id, a.state, t.starts_at, a.starts_at, a.ends_at,
         a.deadline, a.reason, coalesce(e.title, s.role), s.role, r.name,
         exists (select from message o where o.assignment_id = t.assignment_id and o.id < t.id and o.state = 'sent')
    from taken t
    join member m on m.id = t.member_id
    join assignment a on a.id = t.assignment_id
    join shift s on s.id = a.shift_id
    join area r on r.id = s.area_id
    left join event e on e.id = s.event_id
    left join message_preference p on p.member_id = t.member_id
   order by t.due_at, t.id
$$;
-- Ends a message that this sender holds, or puts it back for later (`ended` null: queued again, due then). False: it is held
-- by another by now.
create function muster.end_message(wanted bigint, held bigint, ended text, at timestamptz, due timestamptz, why text)
  returns boolean
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with done as (
    update message m set state = coalesce(ended, 'queued'), ended_at = case when ended is null then null else at end,
                         due_at = coalesce(due, m.due_at), lease_until = null, note = left(why, 300),
                         -- to wait for the end of quiet hours is no attempt
                         attempts = m.attempts - case when ended is null and why is null then 1 else 0 end
     where m.id = wanted and m.fence = held and m.state = 'queued' and muster.role() = 'system' returning 1)
  select exists (select from done)
$$;
-- Messages that wait, failed for good, and the oldest that is due: for the operator, who sees none of them.
create function muster.message_figures(at timestamptz)
  returns table (queued bigint, dead bigint, overdue_seconds double precision)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select count(*) filter (where state = 'queued'), count(*) filter (where state = 'dead'),
         extract(epoch from at - min(nullif(due_at, '-infinity')) filter (where state = 'queued' and due_at <= at))
    from message where state in ('queued', 'dead') and muster.role() is not null
$$;
-- What has been sent or dropped is kept for so long; what failed for good until somebody has looked at it.
create function muster.purge_messages(before timestamptz, most int) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with gone as (
    delete from message m where m.id in (
      select o.id from message o
       where o.state in ('sent', 'dropped') and o.ended_at < before and muster.role() = 'system' limit most)
    returning 1)
  select count(*) from gone
$$;

do $$
declare t text;
begin
  foreach t in array array['message', 'message_preference'] loop
    execute format('alter table muster.%I enable row level security', t);
    execute format('alter table muster.%I force row level security', t);
    execute format('create policy owner on muster.%I to muster_owner using (true) with check (true)', t);
  end loop;
end $$;
grant select on muster.message to muster_app;
grant update (state, due_at, attempts, note, ended_at, lease_until) on muster.message to muster_app;
create policy seen on muster.message for select to muster_app using (
  area_id = any ((select muster.areas())::int[]) or member_id = (select muster.self())
  or (select muster.role()) = 'administrator');
-- Staff and administrators send again what failed, or let it be.
create policy decided on muster.message for update to muster_app
  using (state in ('dead', 'queued') and ((select muster.role()) = 'administrator'
         or ((select muster.role()) = 'staff' and area_id = any ((select muster.areas())::int[]))))
  with check (state in ('queued', 'dropped'));
grant select, insert, update on muster.message_preference to muster_app;
create policy own on muster.message_preference to muster_app using (
  member_id = (select muster.self())
  or ((select muster.role()) = 'staff' and exists (
        select from muster.member m where m.id = member_id and m.area_id = any ((select muster.areas())::int[]))));

revoke all on function muster.assignment_messages(), muster.lead_of(bigint), muster.preference_moves_reminders(),
  muster.claim_messages(timestamptz, int, int), muster.end_message(bigint, bigint, text, timestamptz, timestamptz, text),
  muster.message_figures(timestamptz), muster.purge_messages(timestamptz, int) from public;
grant execute on function muster.claim_messages(timestamptz, int, int),
  muster.end_message(bigint, bigint, text, timestamptz, timestamptz, text),
  muster.message_figures(timestamptz), muster.purge_messages(timestamptz, int) to muster_app;
