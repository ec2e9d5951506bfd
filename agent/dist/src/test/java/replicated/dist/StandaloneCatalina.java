// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What deploys WARs as Tomcat does: those of a folder that is looked at once a second. */
abstract class StandaloneCatalina extends StandaloneContainer {

    private final Path base;

    StandaloneCatalina(String name, Duration patience, Path base, Path output, int port, Process process) {
        super(name, patience, output, port, process);
        this.base = base;
    }

    /** Deploys a WAR into a folder of the base, or deploys it again, and waits until the server says so. */
    final void deploy(Path war, String name) {
        int before = deployments();
        Path folder = base.resolve(name);
        try {
            // Beside it and then in one step: Tomcat looks once a second, and half a WAR is none. It waits for files of
            // the last second to settle, so each is dated back, and yet newer than the one before.
            Path fresh = Files.copy(war, folder.resolve("fresh"), StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(
                    fresh, FileTime.fromMillis(System.currentTimeMillis() - 100_000 + before * 2_000L));
            Files.move(fresh, folder.resolve("shop.war"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(() -> deployments() > before, "the application is deployed");
    }

    private int deployments() {
        Matcher matcher = Pattern.compile("Deployment of web application archive \\[.*shop.war\\] has finished")
                .matcher(output());
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    /** Live instances of a class after a full collection, as the JVM counts them. */
    final long instances(String className) {
        try {
            Process jcmd = new ProcessBuilder(
                            AppJvm.home().resolve("bin").resolve("jcmd").toString(),
                            Long.toString(process.pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher line = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "\\b")
                    .matcher(histogram);
            return line.find() ? Long.parseLong(line.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
