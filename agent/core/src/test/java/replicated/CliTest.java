// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.Reference;

/** The command line is what somebody tries before the first start: its answers and exit codes go into scripts. */
class CliTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void printsTheReference() {
        assertThat(run("config")).isZero();
        assertThat(output()).isEqualTo(Reference.print());
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("version")).isZero();
        assertThat(output()).startsWith("replicated ");
        assertThat(run("--version")).isZero();
    }

    @Test
    void helpsWithEachCommand() {
        assertThat(run("check", "--help")).isZero();
        assertThat(run("attach", "-h")).isZero();
        assertThat(output())
                .contains("usage:", "--password-file F", "exit codes:")
                .doesNotContain("replicated: ");
    }

    @Test
    void explainsItselfWhenNotUnderstood() {
        assertThat(run("chekc")).isEqualTo(2);
        assertThat(output()).contains("there is no command 'chekc'", "check FILE", "attach PID FILE");
    }

    @Test
    void checkRefusesAnUnknownOption() {
        assertThat(run("check", "--password", "x")).isEqualTo(2);
        assertThat(output()).contains("'--password' is not understood");
    }

    @Test
    void checkTellsWhatIsWrongWithTheFile() throws IOException {
        assertThat(run("check", file("repicas: []\n"))).isEqualTo(1);
        assertThat(output()).contains("repicas").contains("replicas");
    }

    @Test
    void checkConnectsAndTellsWhatAServerIs() throws IOException {
        String file = file("""
                replicas:
                  - {url: "jdbc:h2:mem:cli", name: r1}
                """);

        assertThat(run("check", file)).isZero();
        assertThat(output()).contains("valid, mode route", "r1  jdbc:h2:mem:cli", "server     H2", "role", "position");
    }

    @Test
    void checkFailsWhereAServerCannotBeReachedAndKeepsTheSecret() throws IOException {
        String file = file("""
                replicas:
                  - {url: "jdbc:h2:tcp://127.0.0.1:1/x;PASSWORD=hidden1", name: r1, username: app, password: hidden2}
                """);

        assertThat(run("check", file)).isEqualTo(1);
        assertThat(output()).contains("WRONG: ").doesNotContain("hidden1", "hidden2");
    }

    @Test
    void checkFailsWithoutADriver() throws IOException {
        String file = file("""
                replicas:
                  - {url: "jdbc:sqlserver://127.0.0.1:1;databaseName=x", name: r1}
                """);

        assertThat(run("check", file)).isEqualTo(1);
        assertThat(output()).contains("no JDBC driver for").contains("--driver");
    }

    @Test
    void checkFailsWhereTheDriverIsNoFile() throws IOException {
        assertThat(run("check", file("learn: true\n"), "--driver", "no-such.jar"))
                .isEqualTo(1);
        assertThat(output()).contains("no-such.jar");
    }

    @Test
    void attachWantsAProcessThatIsThere() throws IOException {
        assertThat(run("attach", "999999999", file("learn: true\n"))).isEqualTo(1);
        assertThat(output()).contains("process 999999999 cannot be reached");
    }

    @Test
    void attachWantsAFileThatIsThere() {
        assertThat(run("attach", "1", "no-such.yaml")).isEqualTo(1);
        assertThat(output()).contains("there is no file no-such.yaml");
    }

    private int run(String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Cli.run(List.of(arguments), stream, stream);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("replicated.yaml"), yaml).toString();
    }
}
