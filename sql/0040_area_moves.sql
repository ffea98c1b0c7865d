-- A quarter that moves to another community takes along what lies below it: each area's own trigger looks at its parent only.
create function muster.area_follows() returns trigger language plpgsql set search_path = muster, pg_temp as $$
begin
  update area set parent_id = parent_id where parent_id = new.id and level > 4;
  return null;
end $$;
create trigger area_follows after update of parent_id, level on muster.area
  for each row when (old.community_id is distinct from new.community_id) execute function muster.area_follows();

-- Those that were left behind so far, from above.
update muster.area set parent_id = parent_id where level = 5;
update muster.area set parent_id = parent_id where level = 6;
update muster.area set parent_id = parent_id where level = 7;
