-- Rows that an undo leaves in Dynamics, and why. They are not looked at again.
create table kept_row (
  table_name text not null,
  id uuid not null,
  reason text not null,
  kept_at timestamptz not null default now(),
  primary key (table_name, id),
  foreign key (table_name, id) references target_row on delete cascade
);
