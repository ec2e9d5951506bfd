// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Blob;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MySqlCluster;

/** MySQL's driver can make a BLOB a query of its own for each piece that is read. */
class MySqlLocatorsServersTest extends LocatorsContract {

    private static final String BLOB = "SELECT id, 'body' AS body FROM documents WHERE id = 1";

    @Override
    Availability availability() {
        return MySqlCluster.availability();
    }

    @Override
    Cluster started() {
        return MySqlCluster.builder().standbys(1).start();
    }

    @Override
    Driver driver() throws SQLException {
        return new com.mysql.cj.jdbc.Driver();
    }

    @Override
    String parameters() {
        return "&emulateLocators=true";
    }

    @Override
    List<String> schema() {
        return List.of(
                "CREATE TABLE notes (text varchar(100))",
                "CREATE TABLE numbers (n int)",
                "INSERT INTO numbers WITH RECURSIVE s AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM s WHERE n < 500)"
                        + " SELECT n FROM s",
                "CREATE TABLE documents (id int PRIMARY KEY, body longblob)",
                "INSERT INTO documents VALUES (1, repeat('0123456789', 20000))");
    }

    /** A row at a time. */
    @Override
    void stream(Statement statement) throws SQLException {
        statement.setFetchSize(Integer.MIN_VALUE);
    }

    /** They are gone with their rows, which are therefore open. */
    @Test
    void aBlobThatIsALocatorIsReadAfterTheMove() throws SQLException, IOException {
        for (boolean autoCommit : new boolean[] {true, false}) {
            connection.close();
            open();
            connection.setAutoCommit(autoCommit);
            ResultSet rows = connection.createStatement().executeQuery(BLOB);
            rows.next();
            Blob blob = rows.getBlob(2);
            InputStream stream = rows.getBlob("body").getBinaryStream();
            assertThat(stream.read()).isEqualTo('0');
            move();
            assertThat(blob.length()).isEqualTo(200_000);
            assertThat(text(stream)).hasSize(199_999);
            if (!autoCommit) {
                connection.commit();
                assertThat(text(blob.getBinaryStream())).hasSize(200_000);
            }
        }
    }

    @Test
    void aBlobOfTheReplicaIsAParameterOnThePrimary() throws SQLException {
        connection.setAutoCommit(false);
        ResultSet source = connection.createStatement().executeQuery(BLOB);
        source.next();
        Blob blob = source.getBlob(2);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO documents VALUES (2, ?)")) {
            insert.setBlob(1, blob);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT length(body) FROM documents WHERE id = 2")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(200_000);
        }
        connection.rollback();
    }
}
