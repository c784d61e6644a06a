-- Rows that an undo leaves in Dynamics, and why. They hold for the undo of their epoch: a later one (the sample was taken back, then everything) looks for itself.
create table kept_row (
  epoch int not null,
  table_name text not null,
  id uuid not null,
  reason text not null,
  primary key (epoch, table_name, id),
  foreign key (table_name, id) references target_row on delete cascade
);

create view kept_now as
  select k.table_name, k.id, k.reason from kept_row k join epoch e on e.current = k.epoch;
