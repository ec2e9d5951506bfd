-- Statements of MySQL and MariaDB with the verdict expected; the form is that of postgresql.sql. Sections marked "mysql", "mariadb" or
-- "newer" are understood by that server only, or by no version that tests run on.

-- == READ
SELECT 1
SELECT * FROM account WHERE name = "O'Hara" AND id = 1
SELECT `id`, `name` FROM `account`
SELECT `update`, `delete` FROM keyword_columns
SELECT 'it\'s DELETE FROM account'
SELECT "say \"hello\""
SELECT 'c:\\', 'x'
SELECT 1 # DELETE FROM account
SELECT 1 -- DELETE FROM account
SELECT 1--1
SELECT /* a /* b */ 1
SELECT /*+ MAX_EXECUTION_TIME(1000) */ * FROM account
SELECT /*! STRAIGHT_JOIN */ * FROM account
SELECT /*!50000 SQL_NO_CACHE */ id FROM account
SELECT SQL_NO_CACHE id FROM account
SELECT id FROM account USE INDEX FOR ORDER BY (PRIMARY) ORDER BY id
SELECT id FROM orders PARTITION (p0)
SELECT SUBSTRING('abcdef' FROM 2 FOR 3), SUBSTR('abc', 1)
SELECT INSERT('abc', 1, 1, 'x'), REPLACE('abc', 'a', 'b'), TRUNCATE(1.5, 1)
SELECT IF(1, 2, 3), IFNULL(null, 1), DATE_ADD(NOW(), INTERVAL 1 DAY), UUID(), RAND()
SELECT GROUP_CONCAT(name ORDER BY name SEPARATOR ',') FROM account
SELECT * FROM account WHERE MATCH (name) AGAINST ('x' IN BOOLEAN MODE)
SELECT DATABASE(), USER(), CURRENT_USER(), VERSION(), CURRENT_TIMESTAMP()
SELECT @@port, @@hostname, @@server_id, @@version, @@session.sql_mode, @@global.max_connections
SELECT identity, last_gtid FROM keyword_columns
SELECT SLEEP(0), BENCHMARK(1, 1 + 1)
SELECT * FROM account LIMIT 5, 10
SELECT 1 FROM DUAL
SELECT account_total(1)
SELECT app.account_total(1)
WITH a AS (SELECT 1 AS x) SELECT * FROM a
WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t
(SELECT 1) UNION (SELECT 2) LIMIT 1
EXPLAIN SELECT * FROM account
EXPLAIN FORMAT=JSON SELECT * FROM account
DESCRIBE account
DESC account name
EXPLAIN `account`
SHOW TABLES
SHOW FULL TABLES LIKE 'a%'
SHOW CREATE TABLE account
SHOW COLUMNS FROM account
SHOW FULL COLUMNS FROM account
SHOW INDEX FROM account
SHOW VARIABLES LIKE 'max%'
SHOW GLOBAL VARIABLES
SHOW SESSION VARIABLES LIKE 'x'
SHOW DATABASES
SHOW WARNINGS
SHOW COUNT(*) WARNINGS
SHOW TABLE STATUS
SHOW GRANTS
SHOW COLLATION
SHOW CHARACTER SET

-- == READ mysql
SELECT doc -> '$.a' FROM (SELECT CAST('{"a":1}' AS JSON) AS doc) d
SELECT @@read_only, @@global.gtid_executed

-- == READ mariadb
SELECT * FROM account PROCEDURE ANALYSE()
EXPLAIN EXTENDED SELECT * FROM account
SELECT @@read_only, @@global.gtid_slave_pos
VALUES (1, 2), (3, 4)

-- == READ newer
VALUES ROW(1, 2), ROW(3, 4)
TABLE account
EXPLAIN ANALYZE SELECT * FROM account

-- == READ rescued
SELECT count_visit()
SELECT id, count_visit() FROM account

-- == WRITE
INSERT INTO account VALUES (1, 'x')
INSERT IGNORE INTO account VALUES (1, 'x')
INSERT INTO account SET id = 1
INSERT INTO account VALUES (1, 'x') ON DUPLICATE KEY UPDATE name = 'y'
REPLACE INTO account VALUES (1, 'x')
UPDATE account SET name = 'x'
UPDATE LOW_PRIORITY account, orders SET account.name = 'x'
DELETE FROM account
DELETE a FROM account a JOIN orders o ON a.id = o.id
INSERT INTO account VALUES (1, 'x') RETURNING id
WITH a AS (SELECT 1 AS x) DELETE FROM account WHERE id IN (SELECT x FROM a)
WITH a AS (SELECT 1 AS x) UPDATE account, a SET name = 'x'
/*!50000 DELETE */ FROM account
SELECT /*!99999 ' */ 1; DELETE FROM account; -- '
/*!40101 SET @a = 1 */; DELETE FROM account
LOAD DATA INFILE 'f' INTO TABLE account
LOAD XML INFILE 'f' INTO TABLE account
SELECT * FROM account INTO OUTFILE '/tmp/f'
SELECT * INTO OUTFILE '/tmp/f' FROM account
SELECT name INTO DUMPFILE '/tmp/f' FROM account
TABLE account INTO OUTFILE '/tmp/f'
SELECT id INTO v FROM account
EXPLAIN ANALYZE DELETE FROM account
ANALYZE DELETE FROM account
ANALYZE FORMAT=JSON UPDATE account SET name = 'x'
CALL tidy()
{call tidy(?)}
CREATE TABLE made (id int)
CREATE OR REPLACE TABLE made (id int)
CREATE INDEX i ON account (name)
CREATE PROCEDURE p() BEGIN DELETE FROM account; COMMIT; END
ALTER TABLE account ADD x int
DROP TABLE account
TRUNCATE account
TRUNCATE TABLE account
RENAME TABLE account TO b
GRANT SELECT ON account TO x
REVOKE SELECT ON account FROM x
CREATE USER x
SET PASSWORD = 'x'
SET GLOBAL max_connections = 100
SET @@global.max_connections = 100
SET PERSIST max_connections = 100
SET sql_mode = '', GLOBAL max_connections = 100
SET DEFAULT ROLE NONE TO x
OPTIMIZE TABLE account
FLUSH TABLES
FLUSH TABLES WITH READ LOCK
PURGE BINARY LOGS TO 'x'
RESET MASTER
RESET QUERY CACHE
CHANGE MASTER TO master_host = 'x'
START SLAVE
STOP REPLICA
INSTALL PLUGIN x SONAME 'y'
CACHE INDEX account IN c
BEGIN NOT ATOMIC DELETE FROM account; END
SELECT sys_exec('rm x')
SELECT SPIDER_DIRECT_SQL('x', 'y', 'z')
XA COMMIT 'x'

-- == PRIMARY_ONLY
SELECT * FROM account FOR UPDATE
SELECT * FROM account FOR SHARE
SELECT * FROM account FOR UPDATE OF account SKIP LOCKED
SELECT * FROM account LOCK IN SHARE MODE
SELECT * FROM account lock/**/in share mode
SELECT * FROM account /*! FOR UPDATE */
SELECT * FROM account /*!99999 FOR UPDATE */
SELECT * FROM account FOR # comment
  UPDATE
SELECT * FROM (SELECT * FROM account FOR UPDATE) s
SELECT NEXT VALUE FOR s
SELECT NEXTVAL(s)
SELECT s.nextval
SELECT PREVIOUS VALUE FOR s
SELECT LASTVAL(s)
SELECT SETVAL(s, 5)
SELECT LAST_INSERT_ID()
SELECT LAST_INSERT_ID(5)
SELECT @@identity
SELECT @@last_insert_id
SELECT @@session.last_insert_id
SELECT @@last_gtid
SELECT id INTO @a FROM account
SELECT @a := 1
SELECT @a := @a + 1, id FROM account
SELECT @a
SELECT FOUND_ROWS()
SELECT SQL_CALC_FOUND_ROWS id FROM account
SELECT SQL_CALC_FOUND_ROWS (id) FROM account
SELECT ROW_COUNT()
SELECT CONNECTION_ID()
SELECT LOAD_FILE('/x')
SELECT MASTER_GTID_WAIT('0-1-1', 1)
SELECT WAIT_FOR_EXECUTED_GTID_SET('x', 1)
LOCK TABLES account READ
UNLOCK TABLES
CREATE TEMPORARY TABLE t (id int)
CREATE OR REPLACE TEMPORARY TABLE t (id int)
DROP TEMPORARY TABLE t
HANDLER account OPEN
HANDLER account READ FIRST
HANDLER account CLOSE
PREPARE p FROM 'SELECT 1'
DEALLOCATE PREPARE p
SET @a = 1
SET @a = 1, sql_mode = ''
SET sql_mode = CONCAT(@@sql_mode, ',ANSI')
SET sql_mode = ?
SET @@session.sql_mode = @@sql_mode
SET insert_id = 5
KILL 5
KILL QUERY 5
SHOW PROCESSLIST
SHOW FULL PROCESSLIST
SHOW MASTER STATUS
SHOW SLAVE STATUS
SHOW ENGINE INNODB STATUS
SHOW STATUS
SHOW GLOBAL STATUS
EXPLAIN DELETE FROM account
EXPLAIN FOR CONNECTION 5
XA START 'x'
XA END 'x'
XA RECOVER

-- == PRIMARY_ONLY silent
SELECT GET_LOCK('a', 1)
SELECT get_lock ('a', 1)
SELECT get_lock/* */('a', 1)
SELECT `GET_LOCK`('a', 1)
SELECT RELEASE_LOCK('a')
SELECT RELEASE_ALL_LOCKS()
SELECT IS_FREE_LOCK('a')
SELECT IS_USED_LOCK('a')
SELECT id FROM account WHERE GET_LOCK(name, 0)

-- == SESSION
SET NAMES utf8mb4
SET NAMES 'utf8mb4' COLLATE 'utf8mb4_bin'
SET CHARACTER SET utf8mb4
SET sql_mode = 'ANSI_QUOTES'
SET SESSION sql_mode = ''
SET @@session.sql_mode = ''
SET LOCAL max_statement_time = 5
SET time_zone = '+00:00', sql_select_limit = 10
SET ROLE NONE
USE shop

-- == TRANSACTION
BEGIN
BEGIN WORK
START TRANSACTION
START TRANSACTION WITH CONSISTENT SNAPSHOT
START TRANSACTION READ ONLY
COMMIT
COMMIT WORK AND CHAIN
ROLLBACK
ROLLBACK TO SAVEPOINT a
SAVEPOINT a
RELEASE SAVEPOINT a
SET autocommit = 0
SET autocommit = 1
SET SESSION TRANSACTION READ WRITE
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
SET transaction_isolation = 'SERIALIZABLE'
SET tx_read_only = 0

-- == UNKNOWN
EXECUTE p
EXECUTE IMMEDIATE 'DELETE FROM account'
SET STATEMENT max_statement_time = 1 FOR SELECT 1
SELECT 1; SELECT 2
SELECT 'unterminated
SELECT `unterminated
SELECT /* unterminated
SELECT /*! unterminated
SELECT 1 FROM account /*! /*! a */ */

-- == WRITE
SELECT 'a\'; DELETE FROM account; SELECT 'b'
SELECT "a\"; DELETE FROM account; SELECT "b"
SELECT * FROM account FOR /*!99999 x */ UPDATE

-- == WRITE mariadb
/*M!100100 DELETE FROM account */

-- == WRITE silent
DO SLEEP(0)
REPAIR TABLE account
CHECK TABLE account
SELECT 'it\'s; DELETE FROM account'
SELECT "say \"DELETE FROM account;\""
SET @@session.sql_mode = @@global.sql_mode

-- == WRITE mysql
ANALYZE TABLE account
