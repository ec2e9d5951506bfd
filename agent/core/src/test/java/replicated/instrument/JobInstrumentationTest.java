// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import replicated.config.ConfigParser;
import replicated.config.JobPattern;
import replicated.config.JobRule;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.job.JobInstrumentation;

/** Which methods a rule under jobs hooks, and under which name. */
class JobInstrumentationTest {

    private static final String HERE = "replicated.instrument.JobInstrumentationTest";

    @TempDir
    Path folder;

    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void install() {
        ReplicatedHooks.install(TestHooks.to(Map.of(JobInstrumentation.KIND, new CallTarget() {
            @Override
            public Object enter(Object job) {
                events.add("enter " + job);
                return job;
            }

            @Override
            public void exit(Object token) {
                events.add("exit " + token);
            }
        })));
    }

    @AfterEach
    void uninstall() {
        ReplicatedHooks.install(null);
    }

    private List<JobPattern> patterns(String... patterns) throws Exception {
        StringBuilder yaml = new StringBuilder("jobs:\n");
        for (String pattern : patterns) {
            yaml.append("  - {job: \"").append(pattern).append("\", use: replica}\n");
        }
        Path file = Files.writeString(folder.resolve("replicated.yaml"), yaml);
        return ConfigParser.parse(file.toFile(), name -> null).requests().jobs().stream()
                .map(JobRule::job)
                .toList();
    }

    private static HookTransformer transformer(List<JobPattern> patterns) {
        return new HookTransformer(
                Instrumenter.instrumentations(new NamedCode(Set.of("Fresh"), Set.of(), patterns)), null);
    }

    private void run(Class<?> type, String method, String... patterns) throws Exception {
        HookTransformer transformer = transformer(patterns(patterns));
        WovenLoader loader =
                new WovenLoader(type.getName()::equals, classFile -> transformed(transformer, type, classFile));
        Class<?> woven = Class.forName(type.getName(), true, loader);
        Constructor<?> constructor = woven.getDeclaredConstructor();
        constructor.setAccessible(true);
        var called = woven.getDeclaredMethod(method);
        called.setAccessible(true);
        called.invoke(constructor.newInstance());
    }

    private static byte[] transformed(HookTransformer transformer, Class<?> type, byte[] classFile) {
        return transformer.transform(
                null, new WovenLoader(name -> false, null), type.getName().replace('.', '/'), null, null, classFile);
    }

    private static byte[] transformed(HookTransformer transformer, Class<?> type) {
        return transformed(transformer, type, WovenLoader.read(type.getClassLoader(), type.getName()));
    }

    public static class Nightly {

        public void run() {}

        void hidden() {}

        public static void main() {}

        public void fail() {
            throw new UnsupportedOperationException("of the job itself");
        }

        @Override
        public String toString() {
            return "a job";
        }
    }

    /** As containers name the subclasses that they make. */
    @SuppressWarnings("checkstyle:TypeName")
    public static class Nightly$$SpringCGLIB$$0 extends Nightly {
        @Override
        public void run() {}
    }

    @Test
    void aPublicMethodThatMatchesIsAJob() throws Exception {
        run(Nightly.class, "run", HERE + "$Nightly.*");
        run(Nightly.class, "main", "replicated.**");

        assertThat(events)
                .containsExactly(
                        "enter " + HERE + "$Nightly.run",
                        "exit " + HERE + "$Nightly.run",
                        "enter " + HERE + "$Nightly.main",
                        "exit " + HERE + "$Nightly.main");
    }

    @Test
    void whatEveryObjectHasIsNone() throws Exception {
        run(Nightly.class, "toString", "replicated.**");

        assertThat(events).isEmpty();
    }

    @Test
    void aMethodThatIsNotPublicIsOneIfItIsSpelt() throws Exception {
        run(Nightly.class, "hidden", HERE + "$Nightly.*");
        assertThat(events).isEmpty();

        run(Nightly.class, "hidden", HERE + "$Nightly.hidden");
        assertThat(events).hasSize(2);
    }

    @Test
    void aMethodThatTwoRulesNameIsHookedOnce() throws Exception {
        run(Nightly.class, "run", HERE + "$Nightly.run", "replicated.**");

        assertThat(events).hasSize(2);
    }

    @Test
    void aJobThatFailsEndsToo() {
        assertThatThrownBy(() -> run(Nightly.class, "fail", HERE + "$Nightly.*"))
                .isInstanceOf(InvocationTargetException.class)
                .hasRootCauseMessage("of the job itself");
        assertThat(events).hasSize(2);
    }

    /** Spring begins a transaction there: whoever is hooked below it comes too late. */
    @Test
    void aSubclassThatAContainerMakesCountsAsItsClass() throws Exception {
        run(Nightly$$SpringCGLIB$$0.class, "run", HERE + "$Nightly.run");

        assertThat(events).containsExactly("enter " + HERE + "$Nightly.run", "exit " + HERE + "$Nightly.run");
    }

    @Test
    void aFaultOfOursIsNoneOfTheJobs() throws Exception {
        ReplicatedHooks.install(TestHooks.to());

        run(Nightly.class, "run", HERE + "$Nightly.run");
    }

    @Test
    void withoutARuleNothingIsLookedAt() throws Exception {
        assertThat(transformed(transformer(List.of()), Nightly.class)).isNull();
        assertThat(transformer(List.of())
                        .mayHook("com/acme/Nightly", WovenLoader.read(getClass().getClassLoader(), HERE + "$Nightly")))
                .isFalse();
    }

    @Test
    void rulesCanChange() throws Exception {
        HookTransformer transformer = transformer(patterns(HERE + "$Nightly.run"));
        assertThat(transformed(transformer, Nightly.class)).isNotNull();

        transformer.use(Instrumenter.instrumentations(new NamedCode(Set.of(), Set.of(), patterns("com.acme.**"))));

        assertThat(transformed(transformer, Nightly.class)).isNull();
    }
}
