-- What became of each source record, once per record. The worst facet of the rows that it feeds decides; of another object's row that is the core facet
-- only, because the other facets are not its own (a membership feeds a column of the Contact, not the Contact's manager). A facet that is rightly gone
-- does not count.
create view record_fate as
  with worst as (
    select c.object, c.key,
           max(case f.state when 'verified' then 0 when 'differs' then 2 when 'conflicted' then 3 when 'refused' then 4 when 'held' then 5 else 1 end) as rank
      from contribution c
      join target_row r on r.table_name = c.table_name and r.id = c.id
      join target_facet f on f.table_name = c.table_name and f.id = c.id
     where (f.facet = 'core' or r.object = c.object) and f.state <> 'gone'
     group by c.object, c.key
  )
  select s.object, s.key,
         case
           when s.gone_at is not null then 'gone'
           when s.disposition is not null then s.disposition
           else (array['verified', 'pending', 'differs', 'conflicted', 'refused', 'held'])[coalesce(w.rank, 1) + 1]
         end as disposition
    from source_record s
    left join worst w on w.object = s.object and w.key = s.key;
