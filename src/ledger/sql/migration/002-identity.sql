-- Who is who, decided before the first write. Lines are only ever added.
create table identity (
  user_key text collate "C" primary key,
  person_key text collate "C" not null,
  rule text not null,
  decided_at timestamptz not null default now()
);
create index identity_person on identity (person_key);

-- Which Contact that was there a person matched; no contact means: looked for, and there was none.
create table person_match (
  person_key text collate "C" primary key,
  contact_id uuid,
  rule text not null,
  decided_at timestamptz not null default now()
);
