// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import replicated.config.Config;
import replicated.dialect.CatalogueFindings;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Cluster;
import replicated.servers.Server;
import replicated.sql.InspectedText;
import replicated.sql.Inspector;

/**
 * What a standby answers otherwise than its primary is not read from it: everything that the server's own catalogue
 * lists is asked of both. Whoever takes a name out of {@code ServerWords}, or puts one on the list of what replication
 * carries, sees it fail.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerQuestionsContract {

    /**
     * Reads that differ and are replicas' all the same, each with the reason; the rest of the walk may differ nowhere.
     */
    private final Map<String, String> exceptions;

    private Cluster cluster;
    private Catalogue catalogue;

    ServerQuestionsContract(Map<String, String> exceptions) {
        this.exceptions = exceptions;
    }

    abstract Availability availability();

    /** A primary and one standby. */
    abstract Cluster started();

    abstract Dialect dialect();

    /** Tables, sequences and what fills the primary's counters. */
    abstract List<String> activity();

    /** What the catalogue has: a question for each relation, function and variable. None does more than read. */
    abstract List<String> questions(Connection primary) throws SQLException;

    /** What is not in a catalogue. */
    abstract List<String> furtherQuestions();

    /** What frameworks ask, which must stay with replicas. */
    abstract List<String> ordinaryReads();

    @BeforeAll
    void start() throws SQLException {
        assumeTrue(availability().isAvailable(), availability().reason());
        cluster = started();
        try (Connection connection = cluster.primary().connectAsAdministrator();
                Statement statement = connection.createStatement()) {
            for (String sql : activity()) {
                statement.execute(sql);
            }
            CatalogueFindings findings = new CatalogueFindings();
            dialect().catalogue().ask(connection, findings);
            catalogue = new Catalogue(
                    dialect(),
                    Config.DEFAULT.objects(),
                    Conclusions.of(findings, dialect(), Config.DEFAULT.objects()),
                    name -> {});
        }
        cluster.awaitCaughtUp();
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private StatementKind kind(String sql) {
        return new InspectedText(sql, 0, new Inspector(dialect()).inspect(sql))
                .verdict(catalogue)
                .kind();
    }

    @Test
    void whatAStandbyAnswersOtherwiseIsNotReadFromIt() throws SQLException {
        List<String> wrong = new ArrayList<>();
        List<String> used = new ArrayList<>();
        int differ = 0;
        try (Connection primary = cluster.primary().connectAsAdministrator();
                Connection standby = cluster.standby(0).connectAsAdministrator()) {
            List<String> all = new ArrayList<>(questions(primary));
            all.addAll(furtherQuestions());
            for (String sql : all) {
                StatementKind kind = kind(sql);
                if ((kind != StatementKind.READ && kind != StatementKind.TABLE) || !differ(primary, standby, sql)) {
                    continue;
                }
                differ++;
                if (exceptions.containsKey(sql)) {
                    used.add(sql);
                } else if (kind == StatementKind.READ) {
                    wrong.add(sql);
                }
            }
        }
        assertThat(wrong).as("differ on the standby, and are read from it").isEmpty();
        assertThat(exceptions.keySet()).as("exceptions that are none").isSubsetOf(Set.copyOf(used));
        assertThat(differ).as("what differs at all").isGreaterThan(20);
    }

    @Test
    void ordinaryReadsOfTheCatalogueStayWithReplicas() {
        assertThat(ordinaryReads())
                .allSatisfy(sql -> assertThat(kind(sql)).as(sql).isEqualTo(StatementKind.READ));
    }

    @Test
    void whatTheServerIsAskedAboutItselfSaysNothingOfTheRestOfTheRequest() {
        assertThat(furtherQuestions())
                .filteredOn(sql -> !exceptions.containsKey(sql))
                .allSatisfy(sql -> assertThat(kind(sql)).as(sql).isEqualTo(StatementKind.TABLE));
    }

    /** What has just changed may not have been replayed, so it is looked at three times. */
    private boolean differ(Connection primary, Connection standby, String sql) {
        for (int i = 0; i < 3; i++) {
            if (answer(primary, sql).equals(answer(standby, sql))) {
                return false;
            }
            Server behind = cluster.standby(0);
            cluster.awaitReplay(behind);
        }
        return true;
    }

    /** Rows in no order, or how it failed. */
    private static List<String> answer(Connection connection, String sql) {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(30);
            try (ResultSet answer = statement.executeQuery(sql)) {
                int columns = answer.getMetaData().getColumnCount();
                while (answer.next()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 1; i <= columns; i++) {
                        row.append(answer.getString(i)).append('|');
                    }
                    rows.add(row.toString());
                }
            }
        } catch (SQLException e) {
            return List.of("failed: " + e.getSQLState() + " " + e.getErrorCode());
        }
        Collections.sort(rows);
        return rows;
    }

    /** The first column of all rows. */
    static List<String> list(Connection connection, String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }
}
