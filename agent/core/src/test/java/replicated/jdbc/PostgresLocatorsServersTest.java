// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.util.List;
import javax.xml.transform.dom.DOMSource;
import org.junit.jupiter.api.Test;
import replicated.servers.Availability;
import replicated.servers.PostgresCluster;

/** Large objects of PostgreSQL live in a transaction of their server, arrays ask their connection for types. */
class PostgresLocatorsServersTest extends LocatorsContract {

    @Override
    Availability availability() {
        return PostgresCluster.availability();
    }

    @Override
    PostgresCluster started() throws SQLException {
        PostgresCluster cluster = PostgresCluster.builder().standbys(1).start();
        cluster.synchronousRemoteApply(true);
        return cluster;
    }

    @Override
    Driver driver() {
        return new org.postgresql.Driver();
    }

    @Override
    String parameters() {
        return "";
    }

    @Override
    List<String> schema() {
        return List.of(
                "CREATE TABLE notes (text varchar(100))",
                "CREATE TABLE numbers AS SELECT generate_series(1, 500) AS n",
                "CREATE TYPE colour AS ENUM ('red', 'green')",
                "CREATE TABLE documents (id int, body oid, words oid, colours colour[], page xml, copy oid)",
                "INSERT INTO documents VALUES (1, lo_from_bytea(0, convert_to(repeat('0123456789', 20000), 'UTF8')),"
                        + " lo_from_bytea(0, 'some words'), '{red,green}', '<page/>')");
    }

    @Override
    void stream(Statement statement) throws SQLException {
        statement.setFetchSize(2);
    }

    @Test
    void aBlobIsReadAfterTheMove() throws SQLException, IOException {
        connection.setAutoCommit(false);
        Blob blob = read("SELECT body FROM documents", rows -> rows.getBlob("body"));
        move();
        assertThat(blob.length()).isEqualTo(200_000);
        assertThat(blob.getBytes(199_991, 10)).asString().isEqualTo("0123456789");
        assertThat(text(blob.getBinaryStream())).hasSize(200_000).endsWith("789");
        blob.free();
        connection.commit();
    }

    @Test
    void aStreamOfALargeObjectGoesOnAfterTheMove() throws SQLException, IOException {
        connection.setAutoCommit(false);
        InputStream stream =
                read("SELECT body FROM documents", rows -> rows.getBlob(1)).getBinaryStream();
        assertThat(stream.readNBytes(15)).asString().isEqualTo("012345678901234");
        move();
        assertThat(text(stream)).hasSize(199_985).startsWith("567");
        connection.commit();
    }

    @Test
    void aClobIsReadAfterTheMove() throws SQLException, IOException {
        connection.setAutoCommit(false);
        Clob clob = read("SELECT words FROM documents", rows -> rows.getClob(1));
        Object another = read("SELECT words FROM documents", rows -> rows.getObject(1, Clob.class));
        move();
        try (Reader words = clob.getCharacterStream()) {
            char[] start = new char[10];
            assertThat(words.read(start)).isEqualTo(10);
            assertThat(new String(start)).isEqualTo("some words");
        }
        assertThat(((Clob) another).getSubString(6, 5)).isEqualTo("words");
        connection.commit();
    }

    /** Its transaction ends with the application's, and a large object is read in a new one, as on a single server. */
    @Test
    void aBlobThatWasNotOpenedYetIsReadInTheNextTransaction() throws SQLException {
        connection.setAutoCommit(false);
        Blob opened = read("SELECT body FROM documents", rows -> rows.getBlob(1));
        Blob blob = read("SELECT body FROM documents", rows -> rows.getBlob(1));
        opened.length();
        move();
        connection.commit();
        assertThat(blob.length()).isEqualTo(200_000);
        connection.rollback();
    }

    @Test
    void aBlobIsFetchedFromRowsThatWereStillOpenAtTheMove() throws SQLException, IOException {
        connection.setAutoCommit(false);
        Blob blob;
        try (Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT body FROM documents");
            rows.next();
            move();
            blob = rows.getBlob(1);
        }
        assertThat(text(blob.getBinaryStream())).hasSize(200_000);
        connection.commit();
    }

    @Test
    void aBlobOfTheReplicaIsAParameterOnThePrimary() throws SQLException, IOException {
        connection.setAutoCommit(false);
        Blob blob = read("SELECT body FROM documents", rows -> rows.getBlob(1));
        InputStream stream =
                read("SELECT words FROM documents", rows -> rows.getBlob(1)).getBinaryStream();
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE documents SET copy = ? WHERE text(colours) <> ?")) {
            update.setBlob(1, blob);
            update.setString(2, text(stream));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT lo_get(copy) FROM documents")) {
            rows.next();
            assertThat(rows.getBytes(1)).hasSize(200_000);
        }
        connection.rollback();
    }

    /** The same statement may have been made on the replica: a read with a parameter that moves it. */
    @Test
    void aBlobOfTheReplicaIsAParameterOfAStatementThatWasMadeThere() throws SQLException {
        connection.setAutoCommit(false);
        Blob blob = read("SELECT words FROM documents", rows -> rows.getBlob(1));
        try (PreparedStatement query = connection.prepareStatement("SELECT lo_get(?)")) {
            query.setBlob(1, blob);
            ResultSet rows = query.executeQuery();
            rows.next();
            assertThat(rows.getBytes(1)).asString().isEqualTo("some words");
        }
        connection.rollback();
    }

    @Test
    void anArrayIsReadAfterTheMove() throws SQLException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            connection.close();
            open();
            connection.setAutoCommit(autoCommit);
            Array array = read("SELECT colours FROM documents", rows -> (Array) rows.getObject(1));
            Array made = connection.createArrayOf("colour", new String[] {"red"});
            move();
            assertThat((Object[]) array.getArray()).containsExactly("red", "green");
            try (ResultSet rows = array.getResultSet()) {
                rows.next();
                assertThat(rows.getString(2)).isEqualTo("red");
            }
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT id FROM documents WHERE colours = ? AND colours @> ?")) {
                query.setArray(1, array);
                query.setArray(2, made);
                assertThat(query.executeQuery().next()).isTrue();
            }
            if (!autoCommit) {
                connection.commit();
            }
            assertThat(((Object[]) array.getArray())).hasSize(2);
        }
    }

    @Test
    void xmlIsReadAfterTheMove() throws SQLException {
        SQLXML page = read("SELECT page FROM documents", rows -> rows.getSQLXML(1));
        move();
        assertThat(page.getString()).isEqualTo("<page/>");
        assertThat(page.getSource(DOMSource.class).getNode().getFirstChild().getNodeName())
                .isEqualTo("page");
    }
}
