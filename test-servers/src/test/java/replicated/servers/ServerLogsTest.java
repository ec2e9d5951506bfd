// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What ran where is proved by these logs, so what looks like a statement has to be one, whole. */
class ServerLogsTest {
    @Test
    void postgres_statements_are_those_of_both_protocols_with_all_their_lines() {
        String log = """
                1795359000.125|a0.1|||LOG:  database system is ready to accept connections
                1795359001.250|a0.2|app|notes|LOG:  statement: SELECT 1
                1795359002.000|a0.3|app|a|b|LOG:  execute S_1/C_2: SELECT $1
                \tFROM note
                1795359002.000|a0.3|app|a|b|DETAIL:  Parameters: $1 = '7'
                1795359003.000|a0.4|postgres|test-servers|LOG:  statement: SELECT 'ours'
                1795359004.000|a0.5|app||ERROR:  cannot execute INSERT in a read-only transaction
                1795359004.000|a0.5|app||STATEMENT:  INSERT INTO note VALUES ('x')
                """;

        assertThat(PostgresLog.statements(log))
                .containsExactly(
                        new LoggedStatement(Instant.ofEpochMilli(1795359001250L), "a0.2", "app", "notes", "SELECT 1"),
                        new LoggedStatement(
                                Instant.ofEpochSecond(1795359002), "a0.3", "app", "a|b", "SELECT $1\nFROM note"));
    }

    @Test
    void a_mariadb_line_without_a_time_has_the_time_of_the_line_before() {
        String log = """
                /bin/mariadbd, Version: 11.4.5-MariaDB-log. started with:
                Tcp port: 1  Unix socket: x
                Time\t\t    Id Command\tArgument
                261122  9:27:49\t     4 Connect\tapp@127.0.0.1 on app using TCP/IP
                \t\t     4 Query\tSELECT 1,
                2
                \t\t     4 Prepare\tSELECT ?
                261122  9:27:50\t     4 Execute\tSELECT 7
                \t\t     4 Quit\t
                """;

        assertThat(GeneralLog.statements(log, "root"))
                .containsExactly(
                        new LoggedStatement(Instant.parse("2026-11-22T09:27:49Z"), "4", "app", "", "SELECT 1,\n2"),
                        new LoggedStatement(Instant.parse("2026-11-22T09:27:50Z"), "4", "app", "", "SELECT 7"));
    }

    @Test
    void mysql_statements_have_the_user_of_their_session_and_ours_are_left_out() {
        String log = """
                2026-11-22T15:27:57.854691Z\t    7 Connect\troot@127.0.0.1 on mysql using TCP/IP
                2026-11-22T15:27:57.854692Z\t    8 Connect\tapp@127.0.0.1 on app using TCP/IP
                2026-11-22T15:27:58.191870Z\t    7 Query\tSELECT 'ours'
                2026-11-22T15:27:58.191871Z\t    8 Query\tSELECT 'theirs'
                2026-11-22T15:27:58.191872Z\t   12 Query\tBEGIN
                """;

        assertThat(GeneralLog.statements(log, "root"))
                .containsExactly(new LoggedStatement(
                        Instant.parse("2026-11-22T15:27:58.191871Z"), "8", "app", "", "SELECT 'theirs'"));
    }
}
