// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.MariaDbCluster;

/** MariaDB's driver holds all of a LOB: it outlives its connection, which need not be kept for it. */
class MariaDbLocatorsServersTest extends LocatorsContract {

    @Override
    Availability availability() {
        return MariaDbCluster.availability();
    }

    @Override
    Cluster started() {
        return MariaDbCluster.builder().standbys(1).start();
    }

    @Override
    Driver driver() {
        return new org.mariadb.jdbc.Driver();
    }

    @Override
    String parameters() {
        return "";
    }

    @Override
    List<String> schema() {
        return List.of(
                "CREATE TABLE notes (text varchar(100))",
                "CREATE TABLE numbers AS SELECT seq AS n FROM seq_1_to_500",
                "CREATE TABLE documents (id int PRIMARY KEY, body longblob, words longtext)",
                "INSERT INTO documents VALUES (1, repeat('0123456789', 20000), 'some words')");
    }

    @Override
    void stream(Statement statement) throws SQLException {
        statement.setFetchSize(2);
    }

    @Test
    void lobsAreReadAfterTheMove() throws SQLException, IOException {
        connection.setAutoCommit(false);
        Blob blob = read("SELECT body FROM documents WHERE id = 1", rows -> rows.getBlob(1));
        InputStream stream = read("SELECT body FROM documents WHERE id = 1", rows -> rows.getBinaryStream(1));
        Clob clob = read("SELECT words FROM documents WHERE id = 1", rows -> rows.getClob(1));
        assertThat(stream.read()).isEqualTo('0');
        move();
        assertThat(replicasConnections()).isZero();
        assertThat(text(blob.getBinaryStream())).hasSize(200_000);
        assertThat(text(stream)).hasSize(199_999);
        assertThat(clob.getSubString(1, 10)).isEqualTo("some words");
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO documents VALUES (2, ?, ?)")) {
            insert.setBlob(1, blob);
            insert.setClob(2, clob);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT length(body), words FROM documents WHERE id = 2")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(200_000);
            assertThat(rows.getString(2)).isEqualTo("some words");
        }
        connection.rollback();
    }
}
