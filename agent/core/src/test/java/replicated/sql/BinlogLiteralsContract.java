// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import replicated.dialect.Dialect;
import replicated.route.StatementKind;
import replicated.servers.Availability;
import replicated.servers.Cluster;

/**
 * The server itself says where literals, names and comments end, under each {@code sql_mode}, which the inspector does
 * not know: what is called a pure read has no effect, however it is put together.
 */
abstract class BinlogLiteralsContract {

    private static final int ROUNDS = Integer.getInteger("literals.rounds", 5_000);
    private static final long SEED = Long.getLong("literals.seed", 12);

    abstract Availability availability();

    abstract Cluster started();

    abstract Dialect dialect();

    /** Parameters of the driver for several statements in one text, as they stand in its URLs. */
    abstract String severalStatements();

    abstract List<String> modes();

    /** What only some servers have. */
    abstract List<String> schema();

    /** Tells each effect that a text can have had, in one row of one column. */
    abstract String effects();

    @Test
    void whatIsCalledAReadHasNoEffect() throws SQLException {
        assumeTrue(availability().isAvailable(), availability().reason());
        try (Cluster cluster = started();
                Connection administrator = cluster.primary().connectAsAdministrator();
                Statement setting = administrator.createStatement();
                Connection connection = several(cluster);
                Statement statement = connection.createStatement()) {
            setting.execute("SET GLOBAL log_bin_trust_function_creators = 1");
            statement.execute("CREATE TABLE log (n int)");
            statement.execute("CREATE TABLE t (n int)");
            statement.execute("INSERT INTO t VALUES (1)");
            statement.execute("CREATE FUNCTION touch() RETURNS int MODIFIES SQL DATA"
                    + " BEGIN INSERT INTO log VALUES (1); RETURN 1; END");
            statement.execute("CREATE VIEW touching AS SELECT touch() AS n");
            for (String text : schema()) {
                statement.execute(text);
            }
            for (String mode : modes()) {
                statement.execute("SET sql_mode = '" + mode + "'");
                tryMode(statement, mode);
            }
        }
    }

    private Connection several(Cluster cluster) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", Cluster.USER);
        login.setProperty("password", Cluster.PASSWORD);
        return DriverManager.getConnection(cluster.primary().jdbcUrl() + severalStatements(), login);
    }

    private void tryMode(Statement statement, String mode) throws SQLException {
        SplittableRandom random = new SplittableRandom(SEED);
        String before = stateOf(statement);
        int reads = 0;
        int effects = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String sql = TangledTexts.next(random);
            boolean read = isRead(sql);
            // The server says nothing of interest of the others, but for some that show that there are effects at all.
            if (!read && round % 100 != 0) {
                continue;
            }
            boolean ran = runs(statement, sql);
            String after = stateOf(statement);
            boolean effect = !after.equals(before);
            assertThat(read && effect)
                    .as("sql_mode '%s': %s%n%s, then %s", mode, sql, before, after)
                    .isFalse();
            reads += read && ran ? 1 : 0;
            effects += effect ? 1 : 0;
            if (effect) {
                statement.execute("DO RELEASE_LOCK('fuzz')");
                statement.execute("SET @v = NULL");
                before = stateOf(statement);
            }
        }
        assertThat(reads)
                .as("reads that the server understood in mode %s", mode)
                .isGreaterThan(ROUNDS / 1000);
        assertThat(effects).as("texts with an effect in mode %s", mode).isGreaterThan(ROUNDS / 6000);
    }

    /** As the catalogue would judge, which knows the function and the view. */
    private boolean isRead(String sql) {
        Inspector inspector = new Inspector(dialect());
        Verdict verdict = inspector.inspect(sql);
        if (verdict.kind() != StatementKind.READ) {
            return false;
        }
        Names names = inspector.names(sql);
        return names.called().stream().noneMatch(name -> name.name().equals("touch"))
                && names.relations().stream().noneMatch(name -> name.name().equals("touching"));
    }

    private static boolean runs(Statement statement, String sql) throws SQLException {
        try {
            statement.execute(sql);
            while (statement.getMoreResults() || statement.getUpdateCount() != -1) {
                // What follows may have an effect or fail.
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private String stateOf(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(effects())) {
            rows.next();
            return rows.getString(1);
        }
    }
}
