-- Row security: who sees and changes what. Forced everywhere; the owner's own policy lets the functions of 0005 work.
-- Policies read only the settings of muster.enter(), in sub-selects, so that each runs once a statement; and compare
-- plain integers, which keep their indexes. Nothing opens when a setting is missing: null matches nothing.

do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'muster' loop
    execute format('alter table muster.%I enable row level security', t);
    execute format('alter table muster.%I force row level security', t);
    execute format('create policy owner on muster.%I to muster_owner using (true) with check (true)', t);
  end loop;
end $$;

revoke all on all functions in schema muster from public;
grant usage on schema muster to muster_app;
grant execute on all functions in schema muster to muster_app;

-- Known to everyone who is logged in: no personal data.
grant select on muster.city, muster.setting, muster.domain, muster.skill, muster.area, muster.venue, muster.unit,
  muster.pairing, muster.team to muster_app;
create policy known on muster.city for select to muster_app using (true);
create policy known on muster.setting for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.domain for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.skill for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.area for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.venue for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.unit for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.pairing for select to muster_app using ((select muster.actor()) is not null);
create policy known on muster.team for select to muster_app using ((select muster.actor()) is not null);

-- The import writes the city's records. Its job enters with a role of its own, which no account has.
grant insert, update on muster.domain, muster.skill, muster.area, muster.venue, muster.unit, muster.pairing, muster.team
  to muster_app;
create policy import_in on muster.domain for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.domain for update to muster_app using ((select muster.role()) = 'import');
create policy import_in on muster.skill for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.skill for update to muster_app using ((select muster.role()) = 'import');
create policy import_in on muster.area for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.area for update to muster_app using ((select muster.role()) = 'import');
create policy import_in on muster.venue for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.venue for update to muster_app using ((select muster.role()) = 'import');
create policy import_in on muster.unit for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.unit for update to muster_app using ((select muster.role()) = 'import');
create policy import_in on muster.pairing for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.pairing for update to muster_app using ((select muster.role()) = 'import');
create policy import_in on muster.team for insert to muster_app with check ((select muster.role()) = 'import');
create policy import_on on muster.team for update to muster_app using ((select muster.role()) = 'import');

-- People. Staff: of their areas, or with an assignment there. Units, leaders: their own. A member: itself.
grant select, insert, update on muster.member, muster.member_skill, muster.member_wish, muster.availability,
  muster.availability_exception, muster.team_member to muster_app;
grant delete on muster.member_skill, muster.member_wish, muster.availability, muster.availability_exception,
  muster.team_member to muster_app;
create policy seen on muster.member for select to muster_app using (
  area_id = any ((select muster.areas())::int[])
  or place_id = any ((select muster.places())::int[])
  or id = (select muster.self())
  or unit_id = any ((select muster.units())::int[])
  or ((select muster.teams()) is not null and exists (
        select from muster.team_member t where t.member_id = member.id and t.team_id = any ((select muster.teams())::int[])))
  or ((select muster.role()) = 'staff' and exists (
        select from muster.assignment a where a.member_id = member.id and a.area_id = any ((select muster.areas())::int[]))));
-- Only the import writes them, and muster.rehome().
create policy seen on muster.member_skill for select to muster_app
  using (exists (select from muster.member m where m.id = member_id));
create policy seen on muster.member_wish for select to muster_app
  using (exists (select from muster.member m where m.id = member_id));
create policy seen on muster.availability for select to muster_app
  using (exists (select from muster.member m where m.id = member_id));
create policy seen on muster.availability_exception for select to muster_app
  using (exists (select from muster.member m where m.id = member_id));
create policy seen on muster.team_member for select to muster_app using (
  area_id = any ((select muster.areas())::int[]) or team_id = any ((select muster.teams())::int[])
  or member_id = (select muster.self()));

grant select, insert, update on muster.registration to muster_app;
grant select, insert on muster.registration_step to muster_app;
create policy seen on muster.registration for select to muster_app using (
  area_id = any ((select muster.areas())::int[]) or unit_id = any ((select muster.units())::int[])
  or member_id = (select muster.self()));
-- Staff enter whom they have already; members and units put in their own, and the community decides.
create policy entered on muster.registration for insert to muster_app with check (
  (select muster.role()) = 'staff' and area_id = any ((select muster.areas())::int[]) and exists (
    select from muster.member m where m.id = member_id and m.area_id = any ((select muster.areas())::int[])));
create policy put_in on muster.registration for insert to muster_app with check (
  (select muster.role()) in ('member', 'unit') and state = 'submitted' and receipt is null and exists (
    select from muster.member m
     where m.id = member_id and m.unit_id is not distinct from registration.unit_id
       and (m.id = (select muster.self()) or m.unit_id = any ((select muster.units())::int[]))));
create policy decided on muster.registration for update to muster_app
  using ((select muster.role()) = 'staff' and area_id = any ((select muster.areas())::int[]));
create policy answered on muster.registration for update to muster_app
  using ((select muster.role()) = 'unit' and unit_id = any ((select muster.units())::int[]))
  with check (unit_id = any ((select muster.units())::int[]) and state in ('approved', 'left'));
create policy taken_back on muster.registration for update to muster_app
  using ((select muster.role()) = 'member' and member_id = (select muster.self()))
  with check (member_id = (select muster.self()) and state = 'left');
create policy seen on muster.registration_step for select to muster_app using (
  area_id = any ((select muster.areas())::int[]) or unit_id = any ((select muster.units())::int[])
  or member_id = (select muster.self()));
create policy noted on muster.registration_step for insert to muster_app with check (
  actor_id = (select muster.actor()) and ((select muster.role()) = 'import' or exists (
    select from muster.registration g
     where g.id = registration_id and g.state = registration_step.state and g.member_id = registration_step.member_id
       and g.area_id = registration_step.area_id and g.unit_id is not distinct from registration_step.unit_id)));

-- Work. Staff: their areas. Others who serve: what is open to them.
grant select, insert, update on muster.event, muster.need, muster.need_time, muster.need_contact, muster.shift,
  muster.shift_team to muster_app;
grant delete on muster.need_time, muster.need_contact, muster.shift_team to muster_app;
create policy scope on muster.event to muster_app using (area_id = any ((select muster.areas())::int[]));
create policy open on muster.event for select to muster_app using (
  state <> 'draft' and (select muster.role()) in ('unit', 'leader', 'member', 'grid'));
create policy scope on muster.need to muster_app using (area_id = any ((select muster.areas())::int[]));
create policy near on muster.need for select to muster_app using (place_id = any ((select muster.places())::int[]));
create policy open on muster.need for select to muster_app using (
  state in ('accepted', 'scheduled') and (select muster.role()) in ('unit', 'leader', 'member'));
create policy raised on muster.need for insert to muster_app with check (
  state = 'reported' and created_by = (select muster.actor())
  and ((select muster.role()) = 'unit' or (place_id = any ((select muster.places())::int[])
        and area_id = (select a.community_id from muster.area a where a.id = place_id))));
create policy own on muster.need for select to muster_app using (
  (select muster.role()) = 'unit' and created_by = (select muster.actor()));
-- Who reported a need calls it off or rates it; the rest is the community's to decide.
create policy kept on muster.need for update to muster_app
  using (((select muster.role()) = 'unit' and created_by = (select muster.actor()))
         or place_id = any ((select muster.places())::int[]))
  with check (state in ('cancelled', 'rated')
              and (((select muster.role()) = 'unit' and created_by = (select muster.actor()))
                   or place_id = any ((select muster.places())::int[])));
create policy seen on muster.need_time for select to muster_app using (exists (select from muster.need n where n.id = need_id));
create policy raised on muster.need_time for insert to muster_app with check (exists (
  select from muster.need n
   where n.id = need_id and n.state = 'reported' and n.created_by = (select muster.actor())));
create policy seen on muster.need_contact for select to muster_app using (
  ((select muster.role()) = 'staff' and area_id = any ((select muster.areas())::int[])) or place_id = any ((select muster.places())::int[]));
create policy visit on muster.need_contact for select to muster_app using (
  (select muster.self()) is not null and exists (
    select from muster.shift s join muster.assignment a on a.shift_id = s.id
     where s.need_id = need_contact.need_id and a.member_id = (select muster.self())
       and a.state in ('accepted', 'checked_in')));
create policy raised on muster.need_contact for insert to muster_app with check (exists (
  select from muster.need n
   where n.id = need_id and n.state = 'reported' and n.created_by = (select muster.actor())
     and n.area_id = need_contact.area_id and n.place_id is not distinct from need_contact.place_id));
-- A shift lies where its event or need does.
create policy scope on muster.shift to muster_app using (area_id = any ((select muster.areas())::int[]))
  with check (area_id = any ((select muster.areas())::int[])
              and (exists (select from muster.event e where e.id = event_id and e.area_id = shift.area_id)
                   or exists (select from muster.need n where n.id = need_id and n.area_id = shift.area_id)));
create policy open on muster.shift for select to muster_app using (
  state <> 'draft' and (select muster.role()) in ('unit', 'leader', 'member', 'grid'));
create policy seen on muster.shift_team for select to muster_app
  using (exists (select from muster.shift s where s.id = shift_id));
create policy asked on muster.shift_team for insert to muster_app with check (
  (select muster.role()) = 'staff' and exists (
    select from muster.shift s where s.id = shift_id and s.area_id = any ((select muster.areas())::int[])));

-- Planning.
grant select, insert, update on muster.job to muster_app;
create policy scope on muster.job to muster_app using (
  area_id = any ((select muster.areas())::int[]) or account_id = (select muster.actor()));
grant select, insert, update on muster.roster, muster.roster_line, muster.roster_gap to muster_app;
create policy scope on muster.roster to muster_app using (area_id = any ((select muster.areas())::int[]));
create policy scope on muster.roster_line to muster_app using (area_id = any ((select muster.areas())::int[]));
create policy scope on muster.roster_gap to muster_app using (area_id = any ((select muster.areas())::int[]));

grant select, insert, update on muster.assignment to muster_app;
grant select, insert on muster.assignment_step to muster_app;
grant select, insert, update, delete on muster.substitute_search to muster_app;
-- Staff and the daemon's own hand: their areas. What members, leaders and units may write is a matter of columns as well:
-- muster.assignment_hand() sees to those.
create policy scope on muster.assignment to muster_app using (area_id = any ((select muster.areas())::int[]));
create policy seen on muster.assignment for select to muster_app using (
  member_id = (select muster.self()) or team_id = any ((select muster.teams())::int[]));
create policy own_in on muster.assignment for insert to muster_app with check (
  (select muster.role()) in ('member', 'leader') and member_id = (select muster.self()) and state = 'accepted'
  and source = 'claim' and proof is null and confirmed_by is null and answered_by is null);
create policy own_on on muster.assignment for update to muster_app
  using ((select muster.role()) in ('member', 'leader') and member_id = (select muster.self()))
  with check (member_id = (select muster.self())
              and state in ('accepted', 'declined', 'withdrawn', 'released', 'checked_in', 'served'));
create policy team_in on muster.assignment for insert to muster_app with check (
  (select muster.role()) = 'leader' and team_id = any ((select muster.teams())::int[]) and state in ('offered', 'accepted')
  and proof is null and confirmed_by is null and answered_by is null);
create policy team_on on muster.assignment for update to muster_app
  using ((select muster.role()) = 'leader' and team_id = any ((select muster.teams())::int[]))
  with check (team_id = any ((select muster.teams())::int[]));
create policy claimed on muster.assignment for select to muster_app using (
  source = 'claim' and unit_id = any ((select muster.units())::int[]));
create policy claims on muster.assignment for insert to muster_app with check (
  (select muster.role()) = 'unit' and source = 'claim' and state = 'accepted' and proof is null and confirmed_by is null
  and unit_id = any ((select muster.units())::int[]));
create policy seen on muster.assignment_step for select to muster_app using (
  area_id = any ((select muster.areas())::int[]) or member_id = (select muster.self())
  or team_id = any ((select muster.teams())::int[]));
create policy noted on muster.assignment_step for insert to muster_app with check (
  actor_id = (select muster.actor()) and exists (
    select from muster.assignment a
     where a.id = assignment_id and a.member_id = assignment_step.member_id and a.area_id = assignment_step.area_id));
create policy scope on muster.substitute_search to muster_app using (area_id = any ((select muster.areas())::int[]));
create policy seen on muster.substitute_search for select to muster_app using (exists (
  select from muster.assignment a where a.id = assignment_id));
create policy lost on muster.substitute_search for insert to muster_app with check (exists (
  select from muster.assignment a
   where a.id = assignment_id and a.shift_id = substitute_search.shift_id and a.area_id = substitute_search.area_id
     and a.state in ('declined', 'withdrawn')));

-- Records: seen by the place, the person and the unit; departments draw totals over what is put under them.
grant select, insert on muster.service_record to muster_app;
create policy seen on muster.service_record for select to muster_app using (
  area_id = any ((select muster.areas())::int[])
  or member_id = (select muster.self())
  or team_id = any ((select muster.teams())::int[])
  or unit_id = any ((select muster.units())::int[])
  or unit_id = any ((select muster.total_units())::int[])
  or area_id = any ((select muster.total_areas())::int[])
  or home_id = any ((select muster.total_areas())::int[]));
create policy settled on muster.service_record for insert to muster_app with check (
  area_id = any ((select muster.areas())::int[]) and confirmed_by = (select muster.actor()));

-- Access.
grant select, insert, update on muster.account, muster.token to muster_app;
create policy administrator on muster.account to muster_app using ((select muster.role()) = 'administrator');
create policy self on muster.account for select to muster_app using (id = (select muster.actor()));
create policy administrator on muster.token to muster_app using ((select muster.role()) = 'administrator');
grant select, insert on muster.command_key to muster_app;
create policy own on muster.command_key to muster_app using (account_id = (select muster.actor()));
grant select, insert on muster.audit to muster_app;
create policy noted on muster.audit for insert to muster_app with check (account_id = (select muster.actor()));
create policy read on muster.audit for select to muster_app using ((select muster.role()) in ('administrator', 'operator'));

grant select, insert, update on muster.import, muster.import_problem to muster_app;
grant select, insert, delete on muster.import_part to muster_app;
grant delete on muster.import_problem to muster_app;
create policy administrator on muster.import to muster_app using ((select muster.role()) = 'administrator');
create policy administrator on muster.import_part to muster_app using ((select muster.role()) = 'administrator');
create policy administrator on muster.import_problem to muster_app using ((select muster.role()) = 'administrator');

do $$
declare t text;
begin
  foreach t in array array['member', 'member_skill', 'member_wish', 'availability', 'team_member', 'registration',
    'event', 'need', 'need_time', 'need_contact', 'shift', 'shift_team', 'account'] loop
    execute format($policy$create policy import on muster.%I to muster_app
      using ((select muster.role()) = 'import') with check ((select muster.role()) = 'import')$policy$, t);
  end loop;
end $$;
create policy import on muster.import to muster_app using ((select muster.role()) = 'import');
create policy import on muster.import_part to muster_app using ((select muster.role()) = 'import');
create policy import on muster.import_problem to muster_app using ((select muster.role()) = 'import');
