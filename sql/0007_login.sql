-- Login by password (SCRAM-SHA-256) and tokens that are narrower than their account.
--
-- What proves a password is encrypted with a key that the database does not have: whoever reads a dump or a backup can neither
-- log in by it nor try passwords on it. (City.id_key lies in the database because it only disguises numbers.)

-- The day alone: whether an account is still used, not when its owner works.
alter table muster.account add column last_login date;

create table muster.password (
  account_id  bigint primary key references muster.account,
  -- raised by each change: a session that came by an older one has to log in again
  number      int not null default 1,
  sealed      bytea not null check (length(sealed) between 64 and 1024),
  set_on      date not null
);
alter table muster.password enable row level security;
alter table muster.password force row level security;
create policy owner on muster.password to muster_owner using (true) with check (true);

alter table muster.token
  -- verbs in upper case, groups in lower case, or "read"; null: all that the account may
  add column verbs text[] check (cardinality(verbs) between 1 and 100),
  add column area_id int references muster.area,
  -- where it may be shown from; null: anywhere
  add column networks cidr[] check (cardinality(networks) between 1 and 32);

-- The account of a token that is right, known, not revoked, not past its day, and shown from where it may be; null for
-- anything else. No address, as over the Unix socket, lies in no network.
create function muster.login(token_id text, secret bytea, at timestamptz, address inet) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with used as (
    update token set last_used = (at at time zone 'UTC')::date
     where id = token_id and digest = sha256(secret) and revoked_at is null and (expires_at is null or expires_at > at)
       and (networks is null or exists (select from unnest(networks) n where address <<= n))
       and exists (select from account a where a.id = account_id and a.disabled_at is null)
       and (muster.actor() is null or muster.actor() = account_id)
    returning account_id),
  seen as (
    update account a set last_login = (at at time zone 'UTC')::date from used
     where a.id = used.account_id and a.last_login is distinct from (at at time zone 'UTC')::date returning 1)
  select account_id from used
$$;
-- A daemon of the release before knows nothing of narrower tokens: it gets no rights by them at all.
create or replace function muster.login(token_id text, secret bytea, at timestamptz) returns bigint
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  select muster.login(token_id, secret, at, null::inet)
   where not exists (select from token where id = token_id and (verbs is not null or area_id is not null))
$$;

-- Those of the first that are in the second too; all of them where there is no second; null where there is no first.
create function muster.narrowed(held int[], within int[]) returns int[]
  language sql immutable set search_path = pg_catalog, muster as $$
  select case when within is null then held
              when held is not null then array(select unnest(held) intersect select unnest(within) order by 1) end
$$;

-- The rights that a session has by a token, as they are now: its account's, within the token's area, and what else the token says.
-- Nothing once it has been revoked or has run out, or the account is disabled.
create function muster.token_principal(wanted text, at timestamptz) returns table (
  id bigint, name text, role text, version int, area_id int, unit_id int, team_id int, member_id bigint,
  areas int[], places int[], units int[], teams int[], total_areas int[], total_units int[],
  expires_at timestamptz, verbs text[], token_area int, is_limited boolean)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select p.id, p.name, p.role, p.version,
         case when t.area_id = any (muster.subtree(p.area_id)) then t.area_id else p.area_id end,
         p.unit_id, p.team_id, p.member_id,
         muster.narrowed(p.areas, n.communities), muster.narrowed(p.places, n.places), p.units, p.teams,
         muster.narrowed(p.total_areas, n.communities), p.total_units, t.expires_at, t.verbs, t.area_id,
         num_nonnulls(t.verbs, t.area_id, t.networks) > 0
    from token t
    cross join lateral muster.principal(t.account_id) p
    cross join lateral (
      select case when t.area_id is not null then muster.communities(t.area_id) end as communities,
             case when t.area_id is not null then muster.subtree(t.area_id) end as places) n
   where t.id = wanted and t.revoked_at is null and (t.expires_at is null or t.expires_at > at)
$$;

-- What is kept of the password of that name, for a login. Also of a disabled account, whose salt must not change when it is
-- disabled: it fails at the end. Before anybody acts only.
create function muster.password_of(wanted text) returns table (account_id bigint, number int, sealed bytea)
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select a.id, p.number, p.sealed from account a join password p on p.account_id = a.id
   where a.name = wanted and muster.actor() is null
$$;
-- Whether a session that came by that password still has one.
create function muster.password_stands(wanted bigint, held int) returns boolean
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select exists (select from password p join account a on a.id = p.account_id
                  where p.account_id = wanted and p.number = held and a.disabled_at is null)
$$;
-- Whether a login that was proved by that password stands; notes the day.
create function muster.password_login(wanted bigint, held int, at timestamptz) returns boolean
  language sql volatile security definer set search_path = pg_catalog, muster as $$
  with seen as (
    update account a set last_login = (at at time zone 'UTC')::date
     where a.id = wanted and a.disabled_at is null and a.last_login is distinct from (at at time zone 'UTC')::date
       and muster.actor() is null and muster.password_stands(wanted, held) returning 1)
  select muster.password_stands(wanted, held)
$$;
-- Sets a password (null removes it) and raises the account's version, so that every session of that account looks at its
-- rights again. For an administrator, or the account itself. The new password's number.
create function muster.set_password(wanted bigint, new_sealed bytea, at timestamptz) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, muster as $$
declare result int;
begin
  if muster.role() is distinct from 'administrator' and muster.actor() is distinct from wanted then
    raise exception 'not for a % to set the password of another', muster.role() using errcode = 'insufficient_privilege';
  end if;
  -- Numbers go on where a password was removed: a session by one from before stays out.
  update account set version = version + 1 where account.id = wanted returning version into result;
  if new_sealed is null then
    delete from password where account_id = wanted;
  else
    insert into password (account_id, number, sealed, set_on) values (wanted, result, new_sealed, (at at time zone 'UTC')::date)
      on conflict (account_id) do update set number = excluded.number, sealed = excluded.sealed, set_on = excluded.set_on;
  end if;
  return result;
end $$;
-- Which accounts have a password, for whoever lists accounts.
create function muster.has_password(wanted bigint) returns boolean
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select exists (select from password where account_id = wanted)
     and (muster.role() = 'administrator' or muster.actor() = wanted)
$$;
-- Passwords sealed by another key than the one with that name: the daemon says so at its start.
create function muster.passwords_of_other_keys(key_name bytea) returns bigint
  language sql stable security definer set search_path = pg_catalog, muster as $$
  select count(*) from password where substring(sealed from 1 for length(key_name)) <> key_name
$$;

-- Tells every daemon that some account's rights have changed, so that open sessions look again. One message a transaction,
-- without data; a login, which changes none of these, sends none.
create function muster.rights_change() returns trigger
  language plpgsql security definer set search_path = pg_catalog, muster as $$
begin
  perform pg_notify('muster_rights', '');
  return null;
end $$;
create trigger rights_change
  after update of role, area_id, unit_id, team_id, member_id, disabled_at, version on muster.account
  for each statement execute function muster.rights_change();

revoke all on function muster.login(text, bytea, timestamptz, inet), muster.narrowed(int[], int[]),
  muster.token_principal(text, timestamptz), muster.password_of(text), muster.password_login(bigint, int, timestamptz),
  muster.password_stands(bigint, int), muster.set_password(bigint, bytea, timestamptz), muster.has_password(bigint),
  muster.passwords_of_other_keys(bytea), muster.rights_change() from public;
grant execute on function muster.login(text, bytea, timestamptz, inet),
  muster.token_principal(text, timestamptz), muster.password_of(text), muster.password_login(bigint, int, timestamptz),
  muster.password_stands(bigint, int), muster.set_password(bigint, bytea, timestamptz), muster.has_password(bigint),
  muster.passwords_of_other_keys(bytea) to muster_app;
