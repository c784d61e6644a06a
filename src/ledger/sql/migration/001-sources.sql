-- The hash key of this migration. Purging drops it, and with it every meaning of the hashes.
create table hash_key (
  only_one boolean primary key default true check (only_one),
  key bytea not null
);

-- Narrow, because every pass touches every line; the body is written once and when it changes.
create table source_record (
  object text not null,
  key text collate "C" not null,
  hash bytea not null,
  seen_pass int not null,
  first_seen_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  gone_at timestamptz,
  sample boolean not null default false,
  disposition text check (disposition in ('held', 'merged', 'dropped')),
  disposition_reason text,
  primary key (object, key)
) with (fillfactor = 70);

create table source_body (
  object text not null,
  key text collate "C" not null,
  body jsonb not null,
  primary key (object, key),
  foreign key (object, key) references source_record on delete cascade
);
create index source_body_contact on source_body ((body ->> 'contact_id')) where object = 'membership';

-- Which fields the bodies ever had, so that a new one is noticed without reading them all again.
create table source_field (
  object text not null,
  field text collate "C" not null,
  primary key (object, field)
);

create table read_pass (
  object text not null,
  pass int not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  complete boolean,
  undisturbed boolean,
  seen int,
  second_count int,
  primary key (object, pass)
);
