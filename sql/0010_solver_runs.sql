-- Searches are counted and taken one after the other: two daemons, or two people, that look at the same moment would each see
-- the room for one more, and both take it. Each function looks at what was committed before it had the lock.

-- Takes the oldest job that nobody holds: queued, or running under a lease that ran out. Leases and fences follow the
-- database's clock, never the business clock. The daemon's runner asks before it acts for anybody.
create or replace function muster.claim_job(seconds int, most_solvers int)
  returns table (id bigint, kind text, account_id bigint, area_id int, arguments jsonb, fence bigint, attempts int)
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
#variable_conflict use_column
begin
  if muster.actor() is not null then return; end if;
  perform pg_advisory_xact_lock(hashtextextended('muster.claim_job', 0));
  return query
    update job set state = 'running', fence = job.fence + 1, attempts = job.attempts + 1,
                   lease_until = clock_timestamp() + make_interval(secs => seconds)
     where job.id = (
       select j.id from job j
        where (j.state = 'queued' or (j.state = 'running' and j.lease_until < clock_timestamp()))
          and (j.kind <> 'solve' or (select count(*) from job r where r.kind = 'solve' and r.state = 'running'
                                       and r.lease_until >= clock_timestamp()) < most_solvers)
        order by j.id limit 1 for update skip locked)
    returning job.id, job.kind, job.account_id, job.area_id, job.arguments, job.fence, job.attempts;
end $$;

-- Searches of the city that wait or run. Whoever asks is about to queue one more: until that transaction ends nobody else counts.
create or replace function muster.open_solves() returns bigint
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
begin
  if muster.role() is null then return 0; end if;
  perform pg_advisory_xact_lock(hashtextextended('muster.open_solves', 0));
  return (select count(*) from job where kind = 'solve' and state in ('queued', 'running'));
end $$;
