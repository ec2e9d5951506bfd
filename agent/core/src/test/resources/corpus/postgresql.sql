-- Statements of PostgreSQL with the verdict expected. A section begins with two hyphens and two equals signs:
--   the kind, then "rescued" (the standby refuses, and the statement is run again on the primary)
--   or "silent" (a standby runs it without a word, and it is wrong there).
-- One statement per line; an indented line continues it.

-- == READ
SELECT 1
select id, name from account where id = 7
SELECT * FROM account
SELECT a.id, count(*) FROM account a JOIN orders o ON o.account_id = a.id GROUP BY a.id HAVING count(*) > 1 ORDER BY 2 DESC LIMIT 10 OFFSET 5
SELECT DISTINCT ON (name) name, id FROM account ORDER BY name, id
(SELECT 1)
((SELECT 1) UNION ALL (SELECT 2)) ORDER BY 1
SELECT 1;
SELECT 1 ; ; -- done
/* comment first */ SELECT 1
-- comment first
  SELECT 1
/* outer /* inner; DELETE FROM account */ still a comment */ SELECT 1
SELECT 'DELETE FROM account; COMMIT'
SELECT 'it''s', "name" FROM account
SELECT E'it\'s; DELETE FROM account'
SELECT e'\\' , 'x'
SELECT U&'d\0061t\+000061'
SELECT U&'d!0061t' UESCAPE '!'
SELECT $$ DELETE FROM account; $$
SELECT $tag$ $$ ; DROP TABLE account; $other$ $tag$
SELECT B'101', X'1FF', N'text'
SELECT name LIKE '%\%' FROM account
SELECT name LIKE '%!%' ESCAPE '!' FROM account
SELECT name FROM account WHERE name LIKE 'a\%' AND name <> 'it''s'
SELECT 'a'
  'b' WHERE false AND true
SELECT substring('abcdef' from 2 for 3), overlay('abcdef' placing 'x' from 2 for 1)
SELECT substring('abcdef', 2, 3), position('b' in 'abc'), trim(both 'x' from 'xax')
SELECT extract(epoch from now()), current_date, current_timestamp, localtime
SELECT now(), clock_timestamp(), statement_timestamp(), random(), gen_random_uuid()
SELECT CAST('1' AS integer), '1'::integer, 5--3
  + 1
SELECT doc->'a'->>'b', doc #> '{a,b}', doc @> '{"a":1}', doc ? 'a' FROM document
SELECT doc @? '$.a', doc @@ '$.a > 1' FROM document
SELECT (array[1,2,3])[2:3], (array[1,2])[1], array(select id from account)
SELECT row(1,2), (1,2) = (1,2)
SELECT CASE WHEN id > 1 THEN 'update' ELSE 'delete' END FROM account
SELECT "update", "delete" FROM keyword_columns
SELECT k."update" FROM keyword_columns k WHERE k."insert" = 1
SELECT c.nextval FROM keyword_columns c
SELECT nextval FROM keyword_columns
SELECT id AS pg_advisory_lock FROM account
SELECT 'nextval(''s'')', $$pg_advisory_lock(1)$$
SELECT count(*) FILTER (WHERE id > 1), sum(count(*)) OVER (PARTITION BY name ORDER BY name ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM account GROUP BY name
SELECT first_value(id) OVER w, last_value(id) OVER w FROM account WINDOW w AS (ORDER BY id)
SELECT * FROM account TABLESAMPLE BERNOULLI (10)
SELECT * FROM generate_series(1, 3) AS g(n), LATERAL (SELECT n + 1) AS h(m)
SELECT * FROM ROWS FROM (generate_series(1,2), generate_series(1,3)) WITH ORDINALITY
SELECT * FROM unnest(array[1,2]) WITH ORDINALITY
SELECT * FROM json_to_recordset('[{"a":1}]') AS x(a int)
SELECT * FROM ONLY account
SELECT * FROM account FETCH FIRST 3 ROWS ONLY
SELECT * FROM account WHERE id IN (SELECT account_id FROM orders) AND EXISTS (SELECT 1 FROM orders)
WITH a AS (SELECT 1 AS x) SELECT * FROM a
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT 2 AS y) SELECT * FROM a, b
VALUES (1, 'one'), (2, 'two')
TABLE account
TABLE account ORDER BY id LIMIT 1
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 EXCEPT SELECT 3
EXPLAIN SELECT * FROM account
EXPLAIN (COSTS OFF, FORMAT JSON) SELECT * FROM account
EXPLAIN ANALYZE SELECT * FROM account
EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM account
EXPLAIN VERBOSE SELECT 1
EXPLAIN (SELECT 1)
SELECT current_user, session_user, current_schema(), current_database(), current_catalog
SELECT current_setting('app.who', true)
SELECT version FROM keyword_columns
SELECT * FROM pg_catalog.pg_class, pg_attribute, "pg_roles" LIMIT 1
SELECT inet_server_port(), inet_server_addr()
SELECT pg_get_viewdef('pg_views'::regclass), pg_get_indexdef(0), pg_get_expr(null, 0), pg_get_userbyid(10)
SELECT pg_typeof(1), pg_size_pretty(1024::bigint)
SELECT pg_table_is_visible('account'::regclass), has_table_privilege('account', 'select'), pg_has_role(current_user, 'usage')
SELECT pg_sleep(0), obj_description(0, 'pg_class'), format_type(23, null), to_regclass('account')
SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind = 'r'
SELECT * FROM information_schema.tables
SELECT pg_catalog.count(*) FROM account
SELECT xmlelement(name a, 'b')
SELECT to_tsvector('english', 'a fat cat') @@ to_tsquery('cat')
SELECT '{"a":1}'::jsonb - 'a', jsonb_set('{"a":1}', '{a}', '2')
SELECT xmin, ctid, * FROM account
SELECT lo_get(0) WHERE false
SELECT string_agg(name, ', ' ORDER BY name) FROM account
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM account
SELECT name COLLATE "C" FROM account ORDER BY name COLLATE "C"
SELECT interval '1 day', date '2020-01-01', timestamp with time zone '2020-01-01'
SELECT now() AT TIME ZONE 'UTC'
SELECT id FROM account ORDER BY id NULLS LAST FETCH NEXT 1 ROW ONLY
SELECT account_total(1)
SELECT public.account_total(1)

-- == READ rescued
SELECT count_visit()
SELECT id, count_visit() FROM account
SELECT * FROM note_visit('x')
SELECT public.note_visit('x')
WITH v AS (SELECT count_visit() AS n) SELECT n FROM v

-- == WRITE
INSERT INTO account (id, name) VALUES (900, 'x')
insert into account select 901, 'y'
INSERT INTO account (id, name) VALUES (902, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id
UPDATE account SET name = 'z' WHERE id = 1
UPDATE ONLY account SET name = 'z'
DELETE FROM account WHERE id = 1
DELETE FROM account USING orders WHERE account.id = orders.account_id RETURNING *
TRUNCATE account CASCADE
COPY account FROM STDIN
COPY account TO STDOUT
WITH d AS (DELETE FROM account WHERE id = 1 RETURNING *) SELECT * FROM d
WITH i AS (INSERT INTO account (id, name) VALUES (903, 'w') RETURNING id) SELECT id FROM i
WITH u AS (UPDATE account SET name = 'z' RETURNING id) SELECT id FROM u
WITH u AS MATERIALIZED (UPDATE account SET name = 'z' RETURNING id) SELECT id FROM u
WITH a AS (SELECT 1) INSERT INTO account SELECT 904, 'x' FROM a
WITH a AS (SELECT 1 AS x) DELETE FROM account USING a WHERE id = x
WITH a AS (SELECT 1 AS x) UPDATE account SET name = 'q' FROM a WHERE id = x
WITH a AS (WITH b AS (DELETE FROM account RETURNING id) SELECT * FROM b) SELECT * FROM a
SELECT * FROM (WITH b AS (DELETE FROM account RETURNING id) SELECT * FROM b) s
SELECT * INTO copied FROM account
SELECT id INTO TABLE copied2 FROM account
SELECT * INTO UNLOGGED copied3 FROM account
SELECT id, name INTO TEMP copied4 FROM account
EXPLAIN ANALYZE INSERT INTO account (id, name) VALUES (905, 'x')
EXPLAIN (ANALYZE) DELETE FROM account
EXPLAIN (ANALYZE true, VERBOSE) UPDATE account SET name = 'y'
EXPLAIN ANALYZE WITH d AS (DELETE FROM account RETURNING 1) SELECT * FROM d
EXPLAIN ANALYZE CREATE TABLE explained AS SELECT 1
CREATE TABLE made (id int)
CREATE TABLE made2 AS SELECT * FROM account
CREATE UNLOGGED TABLE made3 (id int)
CREATE INDEX made4 ON account (name)
CREATE UNIQUE INDEX CONCURRENTLY made5 ON account (name)
CREATE VIEW made6 AS SELECT 1
CREATE OR REPLACE VIEW made7 AS SELECT 1
CREATE MATERIALIZED VIEW made8 AS SELECT 1
CREATE SEQUENCE made9
CREATE FUNCTION made10() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$
CREATE FUNCTION made10b() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN RETURN 1; END; $body$
CREATE SCHEMA made11
CREATE TYPE made12 AS ENUM ('a')
CREATE ROLE made13
CREATE EXTENSION IF NOT EXISTS plpgsql
CREATE TRIGGER made14 BEFORE INSERT ON account EXECUTE FUNCTION made10()
CREATE DATABASE made15
CREATE PUBLICATION made16
CREATE SUBSCRIPTION made17 CONNECTION '' PUBLICATION p WITH (connect = false)
ALTER TABLE account ADD COLUMN extra int
ALTER SEQUENCE account_seq RESTART
ALTER ROLE CURRENT_USER SET search_path = public
ALTER DATABASE CURRENT RESET ALL
DROP TABLE account
DROP INDEX IF EXISTS nothing
GRANT SELECT ON account TO PUBLIC
REVOKE ALL ON account FROM PUBLIC
COMMENT ON TABLE account IS 'accounts'
SECURITY LABEL ON TABLE account IS 'x'
REINDEX TABLE account
CLUSTER account
VACUUM
VACUUM (FULL, ANALYZE) account
ANALYZE
ANALYZE account
REFRESH MATERIALIZED VIEW totals
REASSIGN OWNED BY CURRENT_USER TO CURRENT_USER
IMPORT FOREIGN SCHEMA x FROM SERVER y INTO z
CALL tidy(1)
SELECT setval('account_seq', 5)
SELECT pg_catalog.setval('account_seq', 5, false)
SELECT lo_creat(-1)
SELECT lo_create(0)
SELECT lo_unlink(0)
SELECT lo_import('/nothing')
SELECT lo_from_bytea(0, 'x')
SELECT lo_put(0, 0, 'x')
SELECT lowrite(0, 'x')
SELECT dblink('dbname=x', 'DELETE FROM t')
SELECT dblink_exec('dbname=x', 'DELETE FROM t')
SELECT * FROM dblink_send_query('c', 'select 1')
SELECT http_post('http://host/', '', '')
PREPARE TRANSACTION 'gid'
COMMIT PREPARED 'gid'
ROLLBACK PREPARED 'gid'
{call tidy(1)}
{ ? = call account_total(1) }
{?=call account_total(?)}

-- == PRIMARY_ONLY
SELECT * FROM account FOR UPDATE
SELECT * FROM account WHERE id = 1 FOR NO KEY UPDATE
SELECT * FROM account FOR SHARE
SELECT * FROM account FOR KEY SHARE
SELECT * FROM account FOR UPDATE SKIP LOCKED LIMIT 1
SELECT * FROM account a, orders o FOR UPDATE OF a NOWAIT
SELECT * FROM account for/* */update
SELECT * FROM account FOR -- comment
  UPDATE
SELECT id FROM account LIMIT 1FOR UPDATE
SELECT * FROM (SELECT * FROM account FOR UPDATE) s
WITH a AS (SELECT * FROM account FOR UPDATE) SELECT * FROM a
(SELECT * FROM account FOR UPDATE)
SELECT nextval('account_seq')
SELECT NEXTVAL ('account_seq')
SELECT nextval/* */('account_seq')
SELECT nextval -- comment
  ('account_seq')
SELECT pg_catalog.nextval('account_seq')
SELECT "nextval"('account_seq')
SELECT "pg_catalog"."nextval"('account_seq')
SELECT * FROM nextval('account_seq')
SELECT id, (SELECT nextval('account_seq')) FROM account
VALUES (nextval('account_seq'))
SELECT currval('account_seq')
SELECT lastval()
SELECT txid_current()
SELECT pg_current_xact_id()
SELECT pg_notify('c', 'x')
SELECT pg_switch_wal()
SELECT pg_create_restore_point('x')
SELECT pg_logical_emit_message(true, 'a', 'b')
NOTIFY c
NOTIFY c, 'payload'
LISTEN c
LOCK TABLE account IN ACCESS EXCLUSIVE MODE
LOCK account
CREATE TEMP TABLE t1 (id int)
CREATE TEMPORARY TABLE t2 AS SELECT 1
CREATE LOCAL TEMP TABLE t3 (id int)
CREATE GLOBAL TEMPORARY TABLE t4 (id int)
CREATE OR REPLACE TEMP VIEW t5 AS SELECT 1
CREATE TEMP SEQUENCE t6
EXPLAIN (ANALYZE, COSTS OFF) SELECT * FROM account FOR UPDATE

-- == PRIMARY_ONLY silent
SELECT pg_advisory_lock(1)
SELECT pg_advisory_lock(1, 2)
SELECT pg_advisory_lock_shared(1)
SELECT pg_try_advisory_lock(1)
SELECT pg_try_advisory_lock_shared(2)
SELECT pg_advisory_xact_lock(1)
SELECT pg_advisory_xact_lock_shared(1)
SELECT pg_try_advisory_xact_lock(1)
SELECT pg_try_advisory_xact_lock_shared(1)
SELECT pg_catalog.pg_advisory_unlock(1)
SELECT pg_advisory_unlock_all()
SELECT PG_ADVISORY_LOCK(1)
SELECT "pg_advisory_lock"(1)
SELECT id FROM account WHERE pg_try_advisory_lock(id)
SELECT 1 FROM (SELECT pg_advisory_lock(3)) s
EXPLAIN ANALYZE SELECT pg_advisory_lock(1)
SELECT set_config('app.tenant', '7', false)
SELECT setseed(0.5)
SELECT pg_backend_pid()
SELECT pg_stat_reset()
SELECT pg_cancel_backend(0)
SELECT pg_terminate_backend(0)
SELECT pg_reload_conf()
SELECT pg_rotate_logfile()
SELECT pg_wal_replay_resume()
SELECT pg_current_snapshot()
SELECT txid_current_snapshot()
PREPARE p1 AS SELECT 1
DEALLOCATE ALL
DISCARD PLANS
RESET ALL
CHECKPOINT
LOAD 'plpgsql'
SET SEED TO 0.5
SET CONSTRAINTS ALL DEFERRED

-- == PRIMARY_ONLY
DECLARE c CURSOR FOR SELECT 1
FETCH 1 FROM c
MOVE 1 FROM c
CLOSE c

-- == SESSION
SET search_path = app, public
SET search_path TO DEFAULT
SET SESSION statement_timeout = '5s'
SET LOCAL work_mem = '8MB'
SET TIME ZONE 'UTC'
SET TIMEZONE = 'Europe/Berlin'
SET NAMES 'UTF8'
SET client_encoding TO 'UTF8'
SET SCHEMA 'public'
SET ROLE NONE
SET SESSION AUTHORIZATION DEFAULT
SET app.tenant = '7'
RESET search_path
RESET ROLE

-- == TRANSACTION
BEGIN
BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED
BEGIN WORK
START TRANSACTION
START TRANSACTION READ ONLY
COMMIT
COMMIT AND CHAIN
COMMIT AND NO CHAIN
END
ROLLBACK
ABORT
ROLLBACK TO SAVEPOINT a
ROLLBACK WORK TO a
SAVEPOINT a
RELEASE SAVEPOINT a
RELEASE a
SET TRANSACTION READ ONLY
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE
SET default_transaction_read_only = off
SET default_transaction_isolation TO 'repeatable read'
SET transaction_read_only = off
SET standard_conforming_strings = off
RESET default_transaction_read_only

-- == UNKNOWN
EXECUTE p1
EXECUTE p1(1, 2)
SELECT query_to_xml('DELETE FROM account', true, true, '')
SELECT 'unterminated
SELECT "unterminated
SELECT $$unterminated
SELECT /* unterminated
SELECT U&"\006Eextval"('account_seq')
FROBNICATE account
1
'text'
?

-- == WRITE
SELECT 1; DELETE FROM account
BEGIN; INSERT INTO account VALUES (1); COMMIT
SELECT 'a\'; DELETE FROM account; SELECT 'b'

-- == WRITE silent
MERGE INTO account a USING orders o ON a.id = o.account_id WHEN MATCHED THEN DO NOTHING
COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'
ALTER SYSTEM SET work_mem = '8MB'
DO $$ BEGIN PERFORM 1; END $$

-- == PRIMARY_ONLY silent
SELECT pg_export_snapshot()
UNLISTEN *
EXPLAIN INSERT INTO account (id, name) VALUES (906, 'x')
DISCARD ALL

-- == UNKNOWN silent
SELECT 1; SELECT 2
SELECT 1;; SELECT pg_advisory_lock(1)

-- == READ
SELECT ALL id FROM account
SELECT name, count(*), grouping(name) FROM account GROUP BY GROUPING SETS ((name), ())
SELECT name, id, count(*) FROM account GROUP BY ROLLUP (name, id)
SELECT name, id, count(*) FROM account GROUP BY CUBE (name, id)
SELECT DISTINCT name FROM account GROUP BY DISTINCT name
SELECT id FROM account ORDER BY id FETCH FIRST 1 ROW WITH TIES
SELECT id FROM account TABLESAMPLE SYSTEM (50) REPEATABLE (7)
SELECT sum(id) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM account
WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 3) SEARCH DEPTH FIRST BY n SET o SELECT n FROM up ORDER BY o
WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 3) CYCLE n SET seen USING path SELECT n FROM up
SELECT a.id FROM account a NATURAL JOIN account b
SELECT a.id, o.id FROM account a LEFT JOIN LATERAL (SELECT id FROM orders WHERE account_id = a.id) o ON true
SELECT j.a FROM JSON_TABLE('[{"a": 1}]', '$[*]' COLUMNS (a int PATH '$.a')) AS j
SELECT * FROM XMLTABLE('/a/b' PASSING '<a><b>1</b></a>' COLUMNS b int PATH '.')
SELECT id FROM account WHERE id = ANY (ARRAY[1, 2]) AND name IS DISTINCT FROM 'x'
SELECT id FROM account WHERE (id, name) IN (VALUES (1, 'a'))
EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) SELECT 1
EXPLAIN (SETTINGS, WAL OFF) VALUES (1)

-- == WRITE
MERGE INTO account a USING orders o ON a.id = o.account_id WHEN NOT MATCHED THEN INSERT VALUES (907, 'x') WHEN MATCHED THEN UPDATE SET name = 'm'
WITH m AS (MERGE INTO account a USING orders o ON a.id = o.account_id WHEN MATCHED THEN UPDATE SET name = 'm' RETURNING a.id) SELECT id FROM m
WITH RECURSIVE t AS (SELECT 1 AS n), d AS (DELETE FROM account RETURNING id) SELECT n FROM t
INSERT INTO account DEFAULT VALUES
INSERT INTO account OVERRIDING SYSTEM VALUE VALUES (908, 'x')
INSERT INTO account (id, name) VALUES (1, 'x') ON CONFLICT DO NOTHING
WITH n AS (SELECT 909 AS id) INSERT INTO account (id) SELECT id FROM n RETURNING *
UPDATE account SET (name) = (SELECT 'x') FROM orders WHERE account.id = orders.account_id
DELETE FROM ONLY account AS a WHERE a.id = 1
TRUNCATE TABLE ONLY account RESTART IDENTITY
COPY account (id, name) FROM '/nothing/here' WITH (FORMAT csv)
EXPLAIN ANALYZE CREATE MATERIALIZED VIEW explained2 AS SELECT 1
EXPLAIN (ANALYZE, BUFFERS) MERGE INTO account a USING orders o ON a.id = o.id WHEN MATCHED THEN DELETE
SELECT * INTO UNLOGGED TABLE copied5 FROM account
WITH a AS (SELECT 1 AS x) SELECT x INTO copied6 FROM a
CREATE TABLE made20 (LIKE account INCLUDING ALL)
CREATE TABLE made21 PARTITION OF account FOR VALUES IN (1)
CREATE TABLE IF NOT EXISTS made22 (id int)
CREATE FOREIGN TABLE made23 (id int) SERVER nothing
CREATE RECURSIVE VIEW made24 (n) AS SELECT 1
CREATE OR REPLACE FUNCTION made25() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END
CREATE PROCEDURE made26() LANGUAGE sql AS 'SELECT 1'
CREATE AGGREGATE made27 (int) (SFUNC = int4pl, STYPE = int)
CREATE OPERATOR ### (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int)
CREATE CAST (account AS text) WITH INOUT
CREATE DOMAIN made28 AS int CHECK (VALUE > 0)
CREATE COLLATION made29 (LOCALE = 'C')
CREATE CONVERSION made30 FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1
CREATE RULE made31 AS ON INSERT TO account DO ALSO NOTIFY c
CREATE POLICY made32 ON account USING (true)
CREATE STATISTICS made33 ON id, name FROM account
CREATE EVENT TRIGGER made34 ON ddl_command_start EXECUTE FUNCTION count_visit()
CREATE SERVER made35 FOREIGN DATA WRAPPER nothing
CREATE FOREIGN DATA WRAPPER made36
CREATE USER MAPPING FOR CURRENT_USER SERVER nothing
CREATE USER made37
CREATE GROUP made38
CREATE TABLESPACE made39 LOCATION '/nothing'
CREATE TEXT SEARCH CONFIGURATION made40 (COPY = simple)
CREATE LANGUAGE made41
CREATE ACCESS METHOD made42 TYPE INDEX HANDLER bthandler
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION int4pl(int, int))
ALTER TABLE account RENAME TO renamed
ALTER TABLE IF EXISTS account ENABLE ROW LEVEL SECURITY
ALTER INDEX account_pkey RENAME TO renamed
ALTER VIEW IF EXISTS nothing RENAME TO renamed
ALTER MATERIALIZED VIEW totals RENAME TO renamed
ALTER FUNCTION count_visit() VOLATILE
ALTER PROCEDURE tidy(int) RENAME TO renamed
ALTER ROUTINE tidy(int) RENAME TO renamed
ALTER TYPE nothing ADD VALUE 'x'
ALTER DOMAIN nothing DROP NOT NULL
ALTER SCHEMA public RENAME TO renamed
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC
ALTER EXTENSION plpgsql UPDATE
ALTER USER CURRENT_USER RESET ALL
ALTER POLICY nothing ON account USING (true)
ALTER TRIGGER nothing ON account RENAME TO renamed
ALTER EVENT TRIGGER nothing DISABLE
ALTER PUBLICATION nothing ADD TABLE account
ALTER SUBSCRIPTION nothing DISABLE
ALTER SERVER nothing VERSION '1'
ALTER LARGE OBJECT 0 OWNER TO CURRENT_USER
ALTER OPERATOR + (int, int) OWNER TO CURRENT_USER
ALTER TABLESPACE pg_default RESET (seq_page_cost)
DROP VIEW IF EXISTS nothing
DROP MATERIALIZED VIEW totals
DROP SEQUENCE account_seq CASCADE
DROP FUNCTION count_visit()
DROP PROCEDURE tidy(int)
DROP TYPE IF EXISTS nothing
DROP DOMAIN IF EXISTS nothing
DROP SCHEMA IF EXISTS nothing
DROP ROLE IF EXISTS nothing
DROP DATABASE IF EXISTS nothing
DROP EXTENSION IF EXISTS nothing
DROP TRIGGER IF EXISTS nothing ON account
DROP RULE IF EXISTS nothing ON account
DROP POLICY IF EXISTS nothing ON account
DROP AGGREGATE IF EXISTS nothing(int)
DROP CAST IF EXISTS (account AS text)
DROP OWNED BY nothing
DROP PUBLICATION IF EXISTS nothing
DROP STATISTICS IF EXISTS nothing
GRANT USAGE ON SCHEMA public TO PUBLIC
GRANT nothing TO CURRENT_USER
REVOKE nothing FROM CURRENT_USER
COMMENT ON COLUMN account.id IS NULL
REINDEX (VERBOSE) DATABASE CONCURRENTLY app
VACUUM (ANALYZE) account
ANALYZE VERBOSE account (id)
CLUSTER VERBOSE
REFRESH MATERIALIZED VIEW CONCURRENTLY totals WITH NO DATA

-- == PRIMARY_ONLY
SELECT id FROM account WHERE id = 1 FOR UPDATE NOWAIT
SELECT id FROM account FOR SHARE OF account SKIP LOCKED
SELECT id FROM account ORDER BY id LIMIT 1 FOR NO KEY UPDATE
SELECT id FROM account FOR UPDATE FETCH FIRST ROW ONLY
TABLE account FOR UPDATE
EXPLAIN ANALYZE SELECT nextval('account_seq')
LOCK TABLE ONLY account IN SHARE ROW EXCLUSIVE MODE NOWAIT
LOCK TABLE account, orders IN ROW EXCLUSIVE MODE
CREATE TEMP TABLE t10 ON COMMIT DROP AS SELECT 1 AS id
CREATE TEMPORARY VIEW t11 AS SELECT 1
FETCH FORWARD ALL FROM c
MOVE BACKWARD 2 IN c

-- == PRIMARY_ONLY silent
SELECT id FROM account WHERE pg_try_advisory_xact_lock(id, 1)
SELECT pg_advisory_unlock(1), pg_advisory_unlock_shared(1)
SELECT pg_try_advisory_lock(hashtext('job')) FROM generate_series(1, 1)
DECLARE c BINARY SCROLL CURSOR WITH HOLD FOR SELECT 1
CLOSE ALL
DISCARD SEQUENCES

-- == TABLE
SHOW search_path
SHOW server_version
SHOW TIME ZONE
SELECT pg_last_wal_replay_lsn(), pg_last_wal_receive_lsn(), pg_last_xact_replay_timestamp()
SELECT * FROM pg_settings
SELECT pg_current_wal_lsn()
SELECT pg_read_file('PG_VERSION')
SELECT pg_ls_dir('.')
SELECT * FROM pg_locks
SELECT count(*) FROM pg_stat_activity
SELECT * FROM pg_stat_replication
SELECT * FROM pg_replication_slots
SELECT * FROM pg_prepared_statements
SELECT * FROM pg_cursors
SHOW transaction_read_only
SHOW TRANSACTION ISOLATION LEVEL
SHOW default_transaction_read_only
SHOW in_hot_standby
SHOW ALL
SELECT last_value FROM account_seq
SELECT s.last_value, is_called FROM account_seq s
SELECT version()
SELECT pg_catalog.version()
SELECT pg_is_in_recovery() FROM account
SELECT "pg_is_in_recovery"()
SELECT pg_relation_size('account'), pg_total_relation_size('account')
SELECT pg_stat_get_numscans('account'::regclass)
SELECT relid FROM pg_catalog.pg_statio_user_tables
SELECT n_tup_ins FROM "pg_stat_user_tables"
SELECT last_value FROM pg_sequences
TABLE pg_stat_wal_receiver
SELECT setting FROM pg_catalog . pg_settings
SELECT pg_sequence_last_value('account_seq')
SELECT 1 FROM account WHERE EXISTS (SELECT 1 FROM pg_file_settings)
EXPLAIN SELECT * FROM pg_locks
