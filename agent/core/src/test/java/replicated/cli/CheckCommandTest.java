// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command says of a file and its servers what the agent would meet, so it has to log in as the agent does. */
class CheckCommandTest {

    @TempDir
    private Path folder;

    @Test
    void blanksOfAPasswordFileBelongToThePassword() throws Exception {
        String url = "jdbc:h2:mem:check";
        Path file = Files.writeString(folder.resolve("replicated.yaml"), "mode: off\n");
        Path password = Files.writeString(folder.resolve("password"), " with blanks \n");

        try (Connection keptOpen = DriverManager.getConnection(url, "app", " with blanks ")) {
            String said =
                    run(file.toString(), "--primary", url, "--username", "app", "--password-file", password.toString());

            assertThat(said).contains("jdbc:h2:mem:check").doesNotContain("Wrong user name or password");
        }
    }

    @Test
    void aPasswordFileThatIsMissingIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("replicated.yaml"), "mode: off\n");
        Path missing = folder.resolve("password");

        assertThat(run(file.toString(), "--password-file", missing.toString()))
                .contains(missing + ": there is no such file");
    }

    @Test
    void whatANameStandsForIsToldAndEachServerIsTried() throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                "replicas: [{url: \"jdbc:postgresql://localhost:1/app\", expand: dns}]\n");

        assertThat(run(file.toString()))
                .contains("localhost:1  stands for 127.0.0.1:1", "127.0.0.1:1  jdbc:postgresql://127.0.0.1:1/app");
    }

    @Test
    void aNameThatCannotBeLookedUpIsWrong() throws Exception {
        Path file = Files.writeString(
                folder.resolve("replicated.yaml"),
                "replicas: [{url: \"jdbc:postgresql://_pg._tcp.nowhere.invalid/app\", expand: srv}]\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int exit = CheckCommand.of(List.of(file.toString())).run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(exit).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("cannot be looked up: _pg._tcp.nowhere.invalid");
    }

    @Test
    void whoGaveNoUserIsToldHow() throws Exception {
        String note =
                "note: no user was given. The agent takes user and password from the application's pool; for check"
                        + " give them: --username NAME --password-file FILE";
        String url = "jdbc:postgresql://localhost:1/app";
        Path without = Files.writeString(folder.resolve("without.yaml"), "replicas: [{url: \"" + url + "\"}]\n");
        Path inUrl = Files.writeString(folder.resolve("url.yaml"), "replicas: [{url: \"" + url + "?user=app\"}]\n");
        Path inFile = Files.writeString(
                folder.resolve("file.yaml"), "replicas: [{url: \"" + url + "\", username: app, password: x}]\n");

        assertThat(run(without.toString())).contains(note);
        assertThat(run(without.toString(), "--username", "app")).doesNotContain(note);
        assertThat(run(inUrl.toString())).doesNotContain(note);
        assertThat(run(inFile.toString())).doesNotContain(note);
    }

    private static String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CheckCommand.of(List.of(arguments)).run(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
