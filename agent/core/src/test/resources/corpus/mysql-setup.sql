CREATE TABLE account (id int PRIMARY KEY, name varchar(100), FULLTEXT (name));
CREATE TABLE orders (id int PRIMARY KEY, account_id int) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN MAXVALUE);
CREATE TABLE visit (at timestamp, page varchar(100));
CREATE TABLE keyword_columns (`update` int, `delete` int, identity int, last_gtid int);
INSERT INTO account VALUES (1, 'a'), (2, 'b');
INSERT INTO orders VALUES (1, 1);
CREATE FUNCTION count_visit() RETURNS int NOT DETERMINISTIC MODIFIES SQL DATA BEGIN INSERT INTO visit (page) VALUES ('x'); RETURN 1; END;
CREATE FUNCTION account_total(of_account int) RETURNS int READS SQL DATA RETURN (SELECT count(*) FROM orders WHERE account_id = of_account);
CREATE PROCEDURE tidy() DELETE FROM visit;
