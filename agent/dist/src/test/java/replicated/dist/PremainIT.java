// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dist;

import static org.assertj.core.api.Assertions.assertThat;

import app.EachClassBack;
import app.Hello;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens before the application's main, main runs, and finds its JVM as it would have been without us. */
class PremainIT {

    @TempDir
    Path directory;

    private Path configuration;

    @BeforeEach
    void writeConfiguration() throws IOException {
        configuration = Files.writeString(
                directory.resolve("some.yaml"), "log: {level: warn}\nreplicas: [{url: 'jdbc:h2:mem:replica'}]\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void aGoodStartSaysNothingAtLevelWarn(int jdk) throws Exception {
        assertRuns(hello().jdk(Jars.jdk(jdk)).agent(configuration));
    }

    @Test
    void withoutConfigurationThereIsOneLineAndNoAgent() throws Exception {
        assertRuns(hello().jvm("-javaagent:" + Jars.agent()), "no configuration");
    }

    @Test
    void theConfigurationIsFoundInTheWorkingDirectory() throws Exception {
        Files.copy(configuration, directory.resolve("replicated.yaml"));

        assertRuns(hello().jvm("-javaagent:" + Jars.agent()));
    }

    @Test
    void theConfigurationIsFoundThroughTheSystemProperty() throws Exception {
        assertRuns(hello().jvm("-javaagent:" + Jars.agent(), "-Dreplicated.config=" + configuration));
    }

    @Test
    void theConfigurationIsFoundThroughTheEnvironment() throws Exception {
        assertRuns(
                hello().jvm("-javaagent:" + Jars.agent()).environment("REPLICATED_CONFIG", configuration.toString()));
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        assertRunsAndSays(directory.resolve("missing.yaml"), "missing.yaml", "no such file");
    }

    @Test
    void aWrongKeyIsNamedWithItsLineAndTheNearestKey() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "mode: route\nreplica: []\n");

        assertRunsAndSays(wrong, "wrong.yaml:2", "replicas");
    }

    @Test
    void aSecondStartIsIgnored() throws Exception {
        assertRuns(hello().agent(configuration).agent(configuration), "second start is ignored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"javac", "keytool", "jcmd", "jar"})
    void toolsOfTheJdkAreLeftAlone(String tool) throws Exception {
        String[] arguments = switch (tool) {
            case "javac" -> new String[] {"-version"};
            case "jar" -> new String[] {"--version"};
            case "jcmd" -> new String[] {"-l"};
            default -> new String[] {"-help"};
        };
        try (ForkedApp app = ForkedApp.tool(tool)
                .arguments(arguments)
                .environment("JAVA_TOOL_OPTIONS", "-javaagent:" + Jars.agent())
                .start()) {
            assertThat(app.exitCode()).isZero();
            assertThat(app.err()).noneMatch(line -> line.startsWith("replicated"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void nothingThatTheApplicationSettlesIsSettledBeforeMain(int jdk) throws Exception {
        List<String> without = loadedBeforeMain(hello().jdk(Jars.jdk(jdk)).jvm("-javaagent:" + Jars.agent()));
        List<String> with = loadedBeforeMain(hello().jdk(Jars.jdk(jdk)).agent(configuration));

        assertThat(with).anyMatch(line -> line.contains("java.lang.ReplicatedHooks"));
        assertThat(with)
                .noneMatch(line -> line.contains(" java.util.logging."))
                .noneMatch(line -> line.contains(" javax.management."))
                .noneMatch(line -> line.contains(" java.lang.management."))
                .noneMatch(line -> line.contains(" sun.management."));
        // The JVM itself may need the file systems to open the jar: then it needs them for an agent that stays off,
        // too.
        String fileSystems = " java.nio.file.FileSystems ";
        if (without.stream().noneMatch(line -> line.contains(fileSystems))) {
            assertThat(with).noneMatch(line -> line.contains(fileSystems));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void aStartNeedsNoYamlEngine(int jdk) throws Exception {
        assertThat(loadedBeforeMain(hello().jdk(Jars.jdk(jdk)).agent(configuration)))
                .anyMatch(line -> line.contains(" replicated.status.Counters "))
                .noneMatch(line -> line.contains(" org.snakeyaml."));
    }

    @Test
    void theJarMayHaveAnyNameAndPlace() throws Exception {
        Path renamed = Files.copy(
                Jars.agent(), Files.createDirectory(directory.resolve("a b+ü")).resolve("some agent.jar"));

        assertRuns(hello().jvm("-javaagent:" + renamed + "=" + configuration));
    }

    /** Such as TomEE's own: opening the first module could make a class of the JDK unusable, without which are no proxies. */
    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void anAgentThatGivesEachClassBackIsBorne(int jdk) throws Exception {
        Path other = directory.resolve("each-class-back.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", EachClassBack.class.getName());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(other), manifest)) {
            String name = EachClassBack.class.getName().replace('.', '/') + ".class";
            out.putNextEntry(new JarEntry(name));
            Files.copy(Jars.app().resolve(name), out);
        }

        try (ForkedApp app = ForkedApp.main(EachClassBack.class.getName())
                .classPath(Jars.app())
                .jdk(Jars.jdk(jdk))
                .jvm("-javaagent:" + other)
                .agent(configuration)
                .start()) {
            assertThat(app.exitCode()).as(app.transcript()).isZero();
            assertThat(app.out()).containsExactly("hello run");
        }
    }

    @Test
    void versionIsPrinted() throws Exception {
        try (ForkedApp app = ForkedApp.jar(Jars.agent()).arguments("version").start()) {
            assertThat(app.exitCode()).isZero();
            assertThat(app.out()).singleElement().asString().matches("replicated \\d.*");
        }
    }

    private ForkedApp.Builder hello() {
        return ForkedApp.main(Hello.class.getName())
                .classPath(Jars.app())
                .arguments("world")
                .workingDirectory(directory);
    }

    /** Runs to a good end, with one line on stderr that holds this text, or with none at all. */
    private static void assertRuns(ForkedApp.Builder builder, String... said) throws Exception {
        try (ForkedApp app = builder.start()) {
            assertThat(app.exitCode()).as(app.transcript()).isZero();
            assertThat(app.out()).containsExactly("main starts", "hello world");
            assertThat(app.err()).as(app.transcript()).hasSize(said.length);
            for (String text : said) {
                assertThat(app.err()).anyMatch(line -> line.contains(text));
            }
        }
    }

    private void assertRunsAndSays(Path file, String... texts) throws Exception {
        try (ForkedApp app = hello().agent(file).start()) {
            assertThat(app.exitCode()).as(app.transcript()).isZero();
            assertThat(app.out()).containsExactly("main starts", "hello world");
            assertThat(app.err()).anySatisfy(line -> assertThat(line).contains(texts));
        }
    }

    private static List<String> loadedBeforeMain(ForkedApp.Builder builder) throws Exception {
        try (ForkedApp app = builder.jvm("-Xlog:class+load").start()) {
            assertThat(app.exitCode()).as(app.transcript()).isZero();
            return List.copyOf(app.out().subList(0, app.out().indexOf("main starts")));
        }
    }
}
