CREATE TABLE account (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, account_id int);
CREATE TABLE visit (at timestamptz, page text);
CREATE TABLE document (doc jsonb);
CREATE TABLE keyword_columns ("update" int, "delete" int, "insert" int, nextval int, version int);
CREATE SEQUENCE account_seq;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM account;
INSERT INTO account VALUES (1, 'a'), (2, 'b');
INSERT INTO orders VALUES (1, 1);
CREATE FUNCTION count_visit() RETURNS bigint LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO visit (at) VALUES (now()); RETURN (SELECT count(*) FROM visit); END $$;
CREATE FUNCTION note_visit(page text) RETURNS SETOF visit LANGUAGE sql AS
  $$ INSERT INTO visit VALUES (now(), page) RETURNING * $$;
CREATE FUNCTION account_total(of int) RETURNS bigint LANGUAGE sql STABLE AS
  $$ SELECT count(*) FROM orders WHERE account_id = of $$;
CREATE PROCEDURE tidy(of int) LANGUAGE sql AS $$ DELETE FROM visit $$;
