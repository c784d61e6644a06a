-- Settled by reading while the request could still arrive: a row that was not as sent is presumed `not-sent`, until a reading after that time tells.
alter table chunk add column presumed boolean not null default false;
create index chunk_presumed on chunk (table_name, id) where presumed;
