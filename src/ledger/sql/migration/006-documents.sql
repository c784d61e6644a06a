create sequence artefact_order;

create table artefact (
  kind text not null,
  hash bytea not null,
  body text not null,
  at timestamptz not null default now(),
  newest bigint not null default nextval('artefact_order'),
  primary key (hash, kind)
);
create index artefact_kind on artefact (kind, newest);

create table decision (
  id bigint primary key generated always as identity,
  kind text not null check (kind in ('gate', 'command')),
  about text not null,
  artefact text,
  decision text not null,
  who text not null,
  proof text,
  comment text,
  accepted boolean not null,
  sentence text not null,
  at timestamptz not null,
  once text unique
);

create table workflow_state (
  only_one boolean primary key default true check (only_one),
  state jsonb not null,
  saved_at timestamptz not null default now()
);

create table brake (
  only_one boolean primary key default true check (only_one),
  requests_per_second double precision not null
);

create table schema_part (
  position bigint generated always as identity,
  kind text not null,
  name text not null,
  id text not null,
  made_by_us boolean not null,
  primary key (kind, name)
);
