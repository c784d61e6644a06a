create table target_row (
  table_name text not null,
  id uuid not null,
  object text not null,
  source_key text collate "C" not null,
  part text not null,
  origin text not null check (origin in ('created', 'existed')),
  before jsonb,
  sample boolean not null,
  version text,
  primary key (table_name, id)
) with (fillfactor = 80);
create index target_row_source on target_row (object, source_key);

create table target_facet (
  table_name text not null,
  id uuid not null,
  facet text not null,
  desired bytea,
  applied bytea,
  verified bytea,
  state text not null,
  code text,
  detail text,
  reason jsonb,
  planned_in text not null,
  written_in text,
  verified_in text,
  verified_at timestamptz,
  primary key (table_name, id, facet),
  foreign key (table_name, id) references target_row on delete cascade
) with (fillfactor = 80);
create index target_facet_state on target_facet (table_name, facet, state, id);

-- Few different lists of columns are fed by many records: each list is stored once.
create table column_set (
  id int primary key generated always as identity,
  digest bytea not null unique,
  columns text[] not null
);

create table contribution (
  object text not null,
  key text collate "C" not null,
  table_name text not null,
  id uuid not null,
  column_set int not null references column_set,
  primary key (object, key, table_name, id),
  foreign key (table_name, id) references target_row on delete cascade
);
create index contribution_row on contribution (table_name, id);

-- The state in which a facet rests when nobody says otherwise. `verified` is what was read back since the last write, so it alone is proof.
create function resting_state(desired bytea, applied bytea, verified bytea) returns text
language sql immutable as $$
  select case
    when desired is null and applied is null then 'gone'
    when verified = desired then 'verified'
    when applied = desired then 'applied'
    else 'pending'
  end
$$;

-- The state of a facet that is planned again. Unchanged and in order, or waiting for a retry: as it was. Else by what is there.
create function planned_state(was text, was_desired bytea, applied bytea, verified bytea, plan text, desired bytea) returns text
language sql immutable as $$
  select case
    when was in ('applied', 'verified') and was_desired = desired and (applied = desired or applied is null) then was
    when plan in ('held', 'waiting') then plan
    when was_desired is distinct from desired or was in ('held', 'waiting', 'undone', 'gone') then resting_state(desired, applied, verified)
    else was
  end
$$;
