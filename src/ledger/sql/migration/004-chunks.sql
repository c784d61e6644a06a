-- One line. Writers of an older epoch begin nothing (src/ledger/chunks/epoch.ts).
create table epoch (
  only_one boolean primary key default true check (only_one),
  current int not null
);
insert into epoch (current) values (1);

-- Journal and audit trail in one: committed before the request leaves. The arrays run in step: row, desired hash, outcome (null: in doubt), earlier values.
create table chunk (
  id bigint primary key generated always as identity,
  epoch int not null,
  pass text not null,
  table_name text not null,
  facet text not null,
  operation text not null check (operation in ('create', 'update', 'delete')),
  row_ids uuid[] not null,
  desired bytea[] not null,
  earlier jsonb,
  outcomes text[] not null,
  details jsonb,
  lowest uuid not null,
  highest uuid not null,
  sent_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz
);
-- Rows are sent in the order of their ids, so a chunk spans a small part of them: enough to find a row's chunks without an index entry per row.
create index chunk_span on chunk (table_name, lowest, highest);
create index chunk_open on chunk (table_name, id) where settled_at is null;
-- Ids and hashes do not compress; trying costs time on every chunk.
alter table chunk alter column row_ids set storage external;
alter table chunk alter column desired set storage external;
