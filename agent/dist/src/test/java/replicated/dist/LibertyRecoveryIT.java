// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import replicated.servers.Cluster;

/**
 * A JVM that ends while a branch is prepared, and Liberty's transaction manager, which finds the branch by its own log
 * when it starts again: it commits or rolls back on the primary, with the agent as without.
 */
class LibertyRecoveryIT {

    private static final Path HOME = Path.of(System.getProperty("replicated.liberty"));

    @TempDir
    private Path folder;

    private Cluster cluster;
    private StandaloneLiberty liberty;

    @ParameterizedTest
    @CsvSource({"true, true", "false, true", "true, false", "false, false"})
    void whatIsInDoubtIsDecidedOnThePrimary(boolean decided, boolean withAgent) throws Exception {
        try (Cluster started = OneStandby.POSTGRESQL.start()) {
            cluster = started;
            liberty = StandaloneLiberty.start(
                    HOME,
                    folder.resolve("user"),
                    withAgent ? "-javaagent:" + Jars.agent() + "=" + configuration() : "",
                    serverXml());
            try {
                GlobalTransactions.awaitServed(liberty, cluster, withAgent);
                long before = ask("SELECT count(*) FROM item");
                GlobalTransactions.haltWhilePrepared(
                        liberty, decided ? "write-both-and-halt" : "write-both-and-halt-undecided");
                assertThat(ask("SELECT count(*) FROM pg_prepared_xacts")).isEqualTo(decided ? 2 : 1);
                assertThat(ask("SELECT count(*) FROM item")).isEqualTo(before);

                liberty.close();
                liberty = liberty.again(HOME);

                liberty.await(() -> ask("SELECT count(*) FROM pg_prepared_xacts") == 0, "what was prepared is decided");
                assertThat(ask("SELECT count(*) FROM item")).isEqualTo(decided ? before + 2 : before);
                cluster.awaitCaughtUp();
                GlobalTransactions.awaitServed(liberty, cluster, withAgent);
                assertThat(liberty.output()).doesNotContain("fault at");
            } finally {
                liberty.close();
            }
        }
    }

    private Path configuration() throws IOException {
        return Files.writeString(folder.resolve("replicated.yaml"), MainJobIT.configuration(cluster));
    }

    /** What is first by its priority is told first, to prepare as to commit. */
    private String serverXml() throws IOException {
        String url = cluster.primary().jdbcUrl().replace("&", "&amp;");
        String login = "user=\"%s\" password=\"%s\"".formatted(Cluster.USER, Cluster.PASSWORD);
        String place = "serverName=\"127.0.0.1\" portNumber=\"%d\" databaseName=\"%s\" "
                        .formatted(cluster.primary().port(), Cluster.DATABASE)
                + login;
        String halting = "<jdbcDriver libraryRef=\"halting\" javax.sql.XADataSource=\"app.HaltingXaDataSource\"/>";
        return """
                <transaction recoverOnStartup="true"/>
                <library id="halting"><file name="%1$s"/><file name="%2$s"/></library>
                <dataSource jndiName="jdbc/Local" transactional="false">
                  <jdbcDriver libraryRef="postgresql"/> <properties.postgresql URL="%3$s" %4$s/>
                </dataSource>
                <dataSource jndiName="jdbc/Managed">
                  <jdbcDriver libraryRef="postgresql"/> <properties.postgresql URL="%3$s" %4$s/>
                </dataSource>
                <dataSource jndiName="jdbc/Distributed" type="javax.sql.XADataSource" commitPriority="5">
                  <jdbcDriver libraryRef="postgresql"/> <properties.postgresql %5$s/>
                </dataSource>
                <dataSource jndiName="jdbc/HaltingFirst" type="javax.sql.XADataSource" commitPriority="10">
                  %6$s <properties %5$s/>
                </dataSource>
                <dataSource jndiName="jdbc/HaltingLast" type="javax.sql.XADataSource" commitPriority="0">
                  %6$s <properties %5$s/>
                </dataSource>
                """.formatted(Jars.libraries("postgresql-").get(0), library(), url, login, place, halting);
    }

    private Path library() throws IOException {
        Path jar = folder.resolve("halting.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            String name = "app/HaltingXaDataSource.class";
            out.putNextEntry(new JarEntry(name));
            Files.copy(Jars.app().resolve(name), out);
        }
        return jar;
    }

    private long ask(String sql) {
        try (Connection connection = cluster.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
