// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A release is staged twice, in two folders and two time zones, the second time offline: Central would take it, and
 * whoever builds it again gets the same bytes.
 */
class ReleaseIT {

    private static final Path ROOT = Path.of(System.getProperty("replicated.root"));
    private static final Set<String> NOT_COPIED = Set.of(".git", "target", ".idea", ".jqwik-database");
    private static final Map<String, String> SUMS =
            Map.of(".md5", "MD5", ".sha1", "SHA-1", ".sha256", "SHA-256", ".sha512", "SHA-512");

    @TempDir
    private static Path folder;

    private static Path first;
    private static Path second;

    @BeforeAll
    static void stage() throws Exception {
        first = stage("first", List.of("-Duser.timezone=UTC"));
        second = stage("the-second-one", List.of("-Duser.timezone=Asia/Tokyo", "-o"));
    }

    private static Path stage(String name, List<String> options) throws Exception {
        Path copy = folder.resolve(name);
        copyTo(copy);
        Path output = folder.resolve(name + ".log");
        Stream<String> command = Stream.of(
                System.getProperty("replicated.maven-home") + "/bin/mvn",
                "-B",
                "-ntp",
                "-q",
                "-Dmaven.repo.local=" + System.getProperty("replicated.local-repository"),
                "-Prelease",
                "deploy",
                "-pl",
                "agent/annotations,agent/actuator,agent/dist",
                "-am",
                "-Ddemo",
                "-Dmaven.test.skip=true",
                "-Dspotless.check.skip=true",
                "-Dmdep.skip=true");
        Process maven = new ProcessBuilder(
                        Stream.concat(command, options.stream()).toList())
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(maven.waitFor(30, TimeUnit.MINUTES)).isTrue();
        assertThat(maven.exitValue()).as(() -> read(output)).isZero();
        return copy.resolve("target/staging");
    }

    /** With the version that a release has. */
    private static void copyTo(Path copy) throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                if (NOT_COPIED.contains(from.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(copy.resolve(ROOT.relativize(from)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                Path to = copy.resolve(ROOT.relativize(from));
                if (from.getFileName().toString().equals("pom.xml")) {
                    Files.writeString(to, Files.readString(from).replaceAll("(<version>[0-9.]+)-SNAPSHOT<", "$1<"));
                } else if (!NOT_COPIED.contains(from.getFileName().toString())) {
                    Files.copy(from, to);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "replicated, replicated/annotation/UsePrimary.java",
        "replicated-annotations, replicated/annotation/UsePrimary.java",
        "replicated-actuator, replicated/actuator/Replicas.java"
    })
    void centralWouldTakeIt(String artifact, String source) throws Exception {
        Map<String, Path> files = files(first);
        String name = files.keySet().stream()
                .filter(file -> file.matches(".*/" + artifact + "-[0-9][^/]*\\.pom"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("\\.pom$", "");
        Element pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(files.get(name + ".pom").toFile())
                .getDocumentElement();

        assertThat(name)
                .isEqualTo(text(pom, "groupId").replace('.', '/') + "/" + artifact + "/" + text(pom, "version") + "/"
                        + artifact + "-" + text(pom, "version"));
        assertThat(text(pom, "groupId")).contains(".");
        assertThat(text(pom, "version")).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
        for (String element : List.of("name", "description", "url", "licenses", "developers", "scm")) {
            assertThat(text(pom, element)).as(element).isNotBlank();
        }
        assertThat(read(files.get(name + ".pom"))).doesNotContain("${", "SNAPSHOT", "<parent>", "<dependency>");
        assertThat(files)
                .containsKeys(name + ".jar", name + "-sources.jar", name + "-javadoc.jar", name + "-cyclonedx.json");
        assertThat(entries(files.get(name + "-javadoc.jar"))).contains("index.html");
        assertThat(entries(files.get(name + "-sources.jar")))
                .contains(source)
                .noneMatch(entry -> entry.endsWith(".class"));
        assertThat(read(files.get(name + "-cyclonedx.json")))
                .contains("\"pkg:maven/" + text(pom, "groupId") + "/" + artifact + "@" + text(pom, "version"))
                .doesNotContain("${", "SNAPSHOT");
    }

    @Test
    void eachFileHasItsSums() throws Exception {
        Map<String, Path> files = files(first);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (file.getKey().matches(".*\\.(jar|pom|json)")) {
                for (Map.Entry<String, String> sum : SUMS.entrySet()) {
                    byte[] digest =
                            MessageDigest.getInstance(sum.getValue()).digest(Files.readAllBytes(file.getValue()));
                    assertThat(read(files.get(file.getKey() + sum.getKey())).strip())
                            .isEqualTo(HexFormat.of().formatHex(digest));
                }
            }
        }
        assertThat(files).hasSize(3 * 5 * (1 + SUMS.size()));
    }

    @Test
    void theSecondBuildGivesTheSameBytes() throws IOException {
        Map<String, Path> again = files(second);

        assertThat(again.keySet()).isEqualTo(files(first).keySet());
        files(first)
                .forEach((name, file) -> assertThat(again.get(name)).as(name).hasSameBinaryContentAs(file));
    }

    private static Map<String, Path> files(Path staged) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(staged)) {
            all.filter(Files::isRegularFile)
                    .forEach(file ->
                            files.put(staged.relativize(file).toString().replace(File.separatorChar, '/'), file));
        }
        return files;
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).toList();
        }
    }

    /** Of a child of the top level. */
    private static String text(Element pom, String name) {
        NodeList children = pom.getChildNodes();
        for (int at = 0; at < children.getLength(); at++) {
            if (children.item(at).getNodeName().equals(name)) {
                return children.item(at).getTextContent().strip();
            }
        }
        return "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
