create table held (
  id bigint primary key generated always as identity,
  object text not null,
  key text collate "C" not null,
  code text not null,
  field text not null default '',
  reason text not null,
  suggestion text,
  caused_object text,
  caused_key text collate "C",
  asked_at timestamptz not null default now(),
  released_at timestamptz,
  unique (object, key, code, field)
);
create index held_cause on held (caused_object, caused_key) where caused_object is not null;

-- Who decided what; the newest answer counts, the ones before it are kept.
create table held_answer (
  id bigint primary key generated always as identity,
  held_id bigint not null references held,
  answer jsonb not null,
  answered_by text not null,
  answered_at timestamptz not null
);
create index held_answer_question on held_answer (held_id, id);
