-- Searches that are cut short: their holder ends them with the best plan so far, as if their time were up.

alter table muster.job add column cut_short boolean not null default false;

-- Keeps the lease and tells how far it is; no row: the job is no longer this holder's, or was cancelled. `left_seconds`: of a
-- search, until its end at the latest. `cut_short`: somebody wants its best plan so far now.
drop function muster.renew_job(bigint, bigint, int, smallint, bigint, bigint, int, int, double precision);
create function muster.renew_job(job_id bigint, held bigint, seconds int, done smallint, best bigint, limit_above bigint,
  all_seats int, filled_seats int, left_seconds double precision)
  returns table (cut_short boolean)
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  update job set lease_until = clock_timestamp() + make_interval(secs => seconds), progress = done,
                 score = best, bound = limit_above, seats = all_seats, filled = filled_seats,
                 ends_by = clock_timestamp() + make_interval(secs => left_seconds)
   where id = job_id and fence = held and state = 'running' and (muster.actor() is null or muster.actor() = account_id)
   returning job.cut_short
$$;
revoke all on function muster.renew_job(bigint, bigint, int, smallint, bigint, bigint, int, int, double precision) from public;
grant execute on function muster.renew_job(bigint, bigint, int, smallint, bigint, bigint, int, int, double precision)
  to muster_app;
