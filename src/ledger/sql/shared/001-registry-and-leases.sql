-- What all migrations of a database share. Outlives every purge, so nothing here is personal data.

create table a2d.migration (
  name text primary key,
  schema_name text not null unique,
  client text not null,
  state text not null,
  summary jsonb,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  purged_at timestamptz
);

-- One line per limited resource with all its holders in it, { holder: { want, n, until } }: the line's lock is what makes a lease one statement.
create table a2d.lease (
  resource text primary key,
  holders jsonb not null
) with (fillfactor = 50);

-- The holders after `p_holder` has asked for `p_want` of `p_capacity`. Expired shares are free again. A holder that others go short of keeps no more than an
-- equal share, so that whoever came first cannot keep it all by renewing in time.
create function a2d.lease_granted(p_holders jsonb, p_holder text, p_want int, p_capacity int, p_ttl interval) returns jsonb
language plpgsql volatile as $$
declare
  v_now double precision := extract(epoch from clock_timestamp());
  v_others jsonb;
  v_used int;
  v_count int;
  v_short boolean;
  v_grant int;
begin
  select coalesce(jsonb_object_agg(key, value), '{}'), coalesce(sum((value ->> 'n')::int), 0), count(*),
         coalesce(bool_or((value ->> 'n')::int < least((value ->> 'want')::int, p_capacity)), false)
    into v_others, v_used, v_count, v_short
    from jsonb_each(p_holders)
   where key <> p_holder and (value ->> 'until')::double precision > v_now;
  v_grant := greatest(least(p_want, p_capacity - v_used), 0);
  if v_short then
    v_grant := least(v_grant, greatest(p_capacity / (v_count + 1), 1));
  end if;
  return v_others || jsonb_build_object(p_holder,
    jsonb_build_object('want', p_want, 'n', v_grant, 'until', v_now + extract(epoch from p_ttl)));
end $$;
