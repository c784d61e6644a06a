alter table held_answer add column comment text;
