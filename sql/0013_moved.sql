-- 改期: who agreed to a time has not agreed to another. Beyond a tolerance an acceptance becomes an offer again, with the old time
-- beside the new one until it is answered.

alter table muster.assignment
  add column was_starts_at timestamptz,
  add column was_ends_at timestamptz,
  add constraint assignment_was check ((was_starts_at is null) = (was_ends_at is null) and was_starts_at < was_ends_at);

-- Start and end may each move by so many minutes without anybody being asked again.
insert into muster.setting (name, value) values ('move.tolerance_minutes', '15');
