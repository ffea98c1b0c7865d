-- 放假安排: which days are holidays and which weekends are worked, as dated data.
--
-- One row a notice, and of each notice the days that it names: of a day named by several the latest notice holds. Nothing is ever
-- changed; what was wrong is put right by a later notice. The rule for all other days is the weekday's (WorkCalendar).

create table muster.calendar_notice (
  id         int generated always as identity primary key,
  -- 发文字号, or the title where the number is not known
  number     text not null unique check (number <> ''),
  issued_on  date not null,
  -- the year whose calendar it lays out in full; null: it names single days only
  year       smallint check (year between 1900 and 2199)
);

create table muster.calendar_day (
  notice_id  int not null references muster.calendar_notice,
  on_date    date not null,
  -- ordinary: takes back what an earlier notice said
  change     text not null check (change in ('holiday', 'worked', 'ordinary')),
  name       text check (name <> ''),
  primary key (on_date, notice_id),
  check (change <> 'worked' or extract(isodow from on_date) >= 6)
);

-- The State Council office's notices for 2020 to 2026, read in their full text.
insert into muster.calendar_notice (number, issued_on, year) values
  ('国办发明电〔2019〕16号', '2019-11-21', 2020),
  ('国办发明电〔2020〕1号', '2020-01-26', null),
  ('国办发明电〔2020〕27号', '2020-11-25', 2021),
  ('国办发明电〔2021〕11号', '2021-10-25', 2022),
  ('国办发明电〔2022〕16号', '2022-12-08', 2023),
  ('国办发明电〔2023〕7号', '2023-10-25', 2024),
  ('国办发明电〔2024〕12号', '2024-11-12', 2025),
  ('国务院办公厅关于2026年部分节假日安排的通知', '2025-11-04', 2026);
insert into muster.calendar_day (notice_id, on_date, change, name)
  select n.id, d::date, s.change, s.name
    from (values
      ('国办发明电〔2019〕16号', date '2020-01-01', date '2020-01-01', 'holiday', '元旦'),
      ('国办发明电〔2019〕16号', date '2020-01-24', date '2020-01-30', 'holiday', '春节'),
      ('国办发明电〔2019〕16号', date '2020-04-04', date '2020-04-06', 'holiday', '清明节'),
      ('国办发明电〔2019〕16号', date '2020-05-01', date '2020-05-05', 'holiday', '劳动节'),
      ('国办发明电〔2019〕16号', date '2020-06-25', date '2020-06-27', 'holiday', '端午节'),
      ('国办发明电〔2019〕16号', date '2020-10-01', date '2020-10-08', 'holiday', '国庆节、中秋节'),
      ('国办发明电〔2019〕16号', date '2020-01-19', date '2020-01-19', 'worked', '春节'),
      ('国办发明电〔2019〕16号', date '2020-02-01', date '2020-02-01', 'worked', '春节'),
      ('国办发明电〔2019〕16号', date '2020-04-26', date '2020-04-26', 'worked', '劳动节'),
      ('国办发明电〔2019〕16号', date '2020-05-09', date '2020-05-09', 'worked', '劳动节'),
      ('国办发明电〔2019〕16号', date '2020-06-28', date '2020-06-28', 'worked', '端午节'),
      ('国办发明电〔2019〕16号', date '2020-09-27', date '2020-09-27', 'worked', '国庆节、中秋节'),
      ('国办发明电〔2019〕16号', date '2020-10-10', date '2020-10-10', 'worked', '国庆节、中秋节'),
      ('国办发明电〔2020〕1号', date '2020-01-31', date '2020-02-02', 'holiday', '春节'),
      ('国办发明电〔2020〕27号', date '2021-01-01', date '2021-01-03', 'holiday', '元旦'),
      ('国办发明电〔2020〕27号', date '2021-02-11', date '2021-02-17', 'holiday', '春节'),
      ('国办发明电〔2020〕27号', date '2021-04-03', date '2021-04-05', 'holiday', '清明节'),
      ('国办发明电〔2020〕27号', date '2021-05-01', date '2021-05-05', 'holiday', '劳动节'),
      ('国办发明电〔2020〕27号', date '2021-06-12', date '2021-06-14', 'holiday', '端午节'),
      ('国办发明电〔2020〕27号', date '2021-09-19', date '2021-09-21', 'holiday', '中秋节'),
      ('国办发明电〔2020〕27号', date '2021-10-01', date '2021-10-07', 'holiday', '国庆节'),
      ('国办发明电〔2020〕27号', date '2021-02-07', date '2021-02-07', 'worked', '春节'),
      ('国办发明电〔2020〕27号', date '2021-02-20', date '2021-02-20', 'worked', '春节'),
      ('国办发明电〔2020〕27号', date '2021-04-25', date '2021-04-25', 'worked', '劳动节'),
      ('国办发明电〔2020〕27号', date '2021-05-08', date '2021-05-08', 'worked', '劳动节'),
      ('国办发明电〔2020〕27号', date '2021-09-18', date '2021-09-18', 'worked', '中秋节'),
      ('国办发明电〔2020〕27号', date '2021-09-26', date '2021-09-26', 'worked', '国庆节'),
      ('国办发明电〔2020〕27号', date '2021-10-09', date '2021-10-09', 'worked', '国庆节'),
      ('国办发明电〔2021〕11号', date '2022-01-01', date '2022-01-03', 'holiday', '元旦'),
      ('国办发明电〔2021〕11号', date '2022-01-31', date '2022-02-06', 'holiday', '春节'),
      ('国办发明电〔2021〕11号', date '2022-04-03', date '2022-04-05', 'holiday', '清明节'),
      ('国办发明电〔2021〕11号', date '2022-04-30', date '2022-05-04', 'holiday', '劳动节'),
      ('国办发明电〔2021〕11号', date '2022-06-03', date '2022-06-05', 'holiday', '端午节'),
      ('国办发明电〔2021〕11号', date '2022-09-10', date '2022-09-12', 'holiday', '中秋节'),
      ('国办发明电〔2021〕11号', date '2022-10-01', date '2022-10-07', 'holiday', '国庆节'),
      ('国办发明电〔2021〕11号', date '2022-01-29', date '2022-01-29', 'worked', '春节'),
      ('国办发明电〔2021〕11号', date '2022-01-30', date '2022-01-30', 'worked', '春节'),
      ('国办发明电〔2021〕11号', date '2022-04-02', date '2022-04-02', 'worked', '清明节'),
      ('国办发明电〔2021〕11号', date '2022-04-24', date '2022-04-24', 'worked', '劳动节'),
      ('国办发明电〔2021〕11号', date '2022-05-07', date '2022-05-07', 'worked', '劳动节'),
      ('国办发明电〔2021〕11号', date '2022-10-08', date '2022-10-08', 'worked', '国庆节'),
      ('国办发明电〔2021〕11号', date '2022-10-09', date '2022-10-09', 'worked', '国庆节'),
      ('国办发明电〔2022〕16号', date '2022-12-31', date '2023-01-02', 'holiday', '元旦'),
      ('国办发明电〔2022〕16号', date '2023-01-21', date '2023-01-27', 'holiday', '春节'),
      ('国办发明电〔2022〕16号', date '2023-04-05', date '2023-04-05', 'holiday', '清明节'),
      ('国办发明电〔2022〕16号', date '2023-04-29', date '2023-05-03', 'holiday', '劳动节'),
      ('国办发明电〔2022〕16号', date '2023-06-22', date '2023-06-24', 'holiday', '端午节'),
      ('国办发明电〔2022〕16号', date '2023-09-29', date '2023-10-06', 'holiday', '中秋节、国庆节'),
      ('国办发明电〔2022〕16号', date '2023-01-28', date '2023-01-28', 'worked', '春节'),
      ('国办发明电〔2022〕16号', date '2023-01-29', date '2023-01-29', 'worked', '春节'),
      ('国办发明电〔2022〕16号', date '2023-04-23', date '2023-04-23', 'worked', '劳动节'),
      ('国办发明电〔2022〕16号', date '2023-05-06', date '2023-05-06', 'worked', '劳动节'),
      ('国办发明电〔2022〕16号', date '2023-06-25', date '2023-06-25', 'worked', '端午节'),
      ('国办发明电〔2022〕16号', date '2023-10-07', date '2023-10-07', 'worked', '中秋节、国庆节'),
      ('国办发明电〔2022〕16号', date '2023-10-08', date '2023-10-08', 'worked', '中秋节、国庆节'),
      ('国办发明电〔2023〕7号', date '2024-01-01', date '2024-01-01', 'holiday', '元旦'),
      ('国办发明电〔2023〕7号', date '2024-02-10', date '2024-02-17', 'holiday', '春节'),
      ('国办发明电〔2023〕7号', date '2024-04-04', date '2024-04-06', 'holiday', '清明节'),
      ('国办发明电〔2023〕7号', date '2024-05-01', date '2024-05-05', 'holiday', '劳动节'),
      ('国办发明电〔2023〕7号', date '2024-06-10', date '2024-06-10', 'holiday', '端午节'),
      ('国办发明电〔2023〕7号', date '2024-09-15', date '2024-09-17', 'holiday', '中秋节'),
      ('国办发明电〔2023〕7号', date '2024-10-01', date '2024-10-07', 'holiday', '国庆节'),
      ('国办发明电〔2023〕7号', date '2024-02-04', date '2024-02-04', 'worked', '春节'),
      ('国办发明电〔2023〕7号', date '2024-02-18', date '2024-02-18', 'worked', '春节'),
      ('国办发明电〔2023〕7号', date '2024-04-07', date '2024-04-07', 'worked', '清明节'),
      ('国办发明电〔2023〕7号', date '2024-04-28', date '2024-04-28', 'worked', '劳动节'),
      ('国办发明电〔2023〕7号', date '2024-05-11', date '2024-05-11', 'worked', '劳动节'),
      ('国办发明电〔2023〕7号', date '2024-09-14', date '2024-09-14', 'worked', '中秋节'),
      ('国办发明电〔2023〕7号', date '2024-09-29', date '2024-09-29', 'worked', '国庆节'),
      ('国办发明电〔2023〕7号', date '2024-10-12', date '2024-10-12', 'worked', '国庆节'),
      ('国办发明电〔2024〕12号', date '2025-01-01', date '2025-01-01', 'holiday', '元旦'),
      ('国办发明电〔2024〕12号', date '2025-01-28', date '2025-02-04', 'holiday', '春节'),
      ('国办发明电〔2024〕12号', date '2025-04-04', date '2025-04-06', 'holiday', '清明节'),
      ('国办发明电〔2024〕12号', date '2025-05-01', date '2025-05-05', 'holiday', '劳动节'),
      ('国办发明电〔2024〕12号', date '2025-05-31', date '2025-06-02', 'holiday', '端午节'),
      ('国办发明电〔2024〕12号', date '2025-10-01', date '2025-10-08', 'holiday', '国庆节、中秋节'),
      ('国办发明电〔2024〕12号', date '2025-01-26', date '2025-01-26', 'worked', '春节'),
      ('国办发明电〔2024〕12号', date '2025-02-08', date '2025-02-08', 'worked', '春节'),
      ('国办发明电〔2024〕12号', date '2025-04-27', date '2025-04-27', 'worked', '劳动节'),
      ('国办发明电〔2024〕12号', date '2025-09-28', date '2025-09-28', 'worked', '国庆节、中秋节'),
      ('国办发明电〔2024〕12号', date '2025-10-11', date '2025-10-11', 'worked', '国庆节、中秋节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-01-01', date '2026-01-03', 'holiday', '元旦'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-02-15', date '2026-02-23', 'holiday', '春节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-04-04', date '2026-04-06', 'holiday', '清明节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-05-01', date '2026-05-05', 'holiday', '劳动节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-06-19', date '2026-06-21', 'holiday', '端午节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-09-25', date '2026-09-27', 'holiday', '中秋节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-10-01', date '2026-10-07', 'holiday', '国庆节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-01-04', date '2026-01-04', 'worked', '元旦'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-02-14', date '2026-02-14', 'worked', '春节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-02-28', date '2026-02-28', 'worked', '春节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-05-09', date '2026-05-09', 'worked', '劳动节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-09-20', date '2026-09-20', 'worked', '国庆节'),
      ('国务院办公厅关于2026年部分节假日安排的通知', date '2026-10-10', date '2026-10-10', 'worked', '国庆节'))
         s (number, first, last, change, name)
    join muster.calendar_notice n using (number)
    cross join generate_series(s.first::timestamp, s.last, '1 day') d;

-- Of each day in the span that some notice names what the latest of them says; and, without a day, each year that is laid out in
-- full.
create function muster.calendar(first date, last date)
  returns table (on_date date, change text, name text, source text, year int)
  language sql stable as $$
  (select distinct on (d.on_date) d.on_date, d.change, d.name, n.number, null::int
     from muster.calendar_day d join muster.calendar_notice n on n.id = d.notice_id
    where d.on_date between first and last
    order by d.on_date, n.issued_on desc, n.id desc)
  union all
  select null, null, null, null, n.year::int from muster.calendar_notice n
   where n.year between extract(year from first)::int and extract(year from last)::int
$$;
revoke all on function muster.calendar(date, date) from public;
grant execute on function muster.calendar(date, date) to muster_app;

do $$
declare t text;
begin
  foreach t in array array['calendar_notice', 'calendar_day'] loop
    execute format('alter table muster.%I enable row level security', t);
    execute format('alter table muster.%I force row level security', t);
    execute format('create policy owner on muster.%I to muster_owner using (true) with check (true)', t);
    execute format('grant select, insert on muster.%I to muster_app', t);
    execute format('create policy known on muster.%I for select to muster_app using ((select muster.actor()) is not null)', t);
    execute format('create policy entered on muster.%I for insert to muster_app with check ((select muster.role()) = %L)', t,
      'administrator');
    execute format('create trigger %I before update or delete or truncate on muster.%I
      for each statement execute function muster.never_changes()', t || '_append_only', t);
  end loop;
end $$;
