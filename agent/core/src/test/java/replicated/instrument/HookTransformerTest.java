// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import replicated.hooks.ReplicatedHooks;
import replicated.instrument.commit.ResponseHeaders;
import replicated.instrument.weave.ClassFiles;
import replicated.instrument.weave.ConstantScan;

/** Hooks have to sit where applications pass and nowhere else. */
class HookTransformerTest {

    private static final Set<String> PRIMARY = Set.of("Fresh");
    private static final Set<String> REPLICA = Set.of("replicated.instrument.HookedSamples$Relaxed");

    private static final List<String> EVENTS = Events.SEEN;

    private final HookTransformer transformer =
            new HookTransformer(Instrumenter.instrumentations(new NamedCode(PRIMARY, REPLICA, List.of())), null);

    private Connection routed;

    private boolean leftAlone;

    @BeforeEach
    void install() {
        EVENTS.clear();
        ReplicatedHooks.install(
                TestHooks.to(new Requests(), new Connections(), new NoStatements(), new Annotated(), new NoHeaders()));
    }

    @AfterEach
    void uninstall() {
        ReplicatedHooks.install(null);
    }

    @Test
    void aDataSourceWithoutARoutedConnectionRunsItsOwnBody() throws Exception {
        DataSource dataSource = (DataSource) hooked(HookedSamples.Plain.class);

        assertThat(dataSource.getConnection()).isNull();
        assertThat(EVENTS).containsExactly("enter", "body", "exit");
    }

    @Test
    void aRoutedConnectionIsHandedOutInPlaceOfTheBody() throws Exception {
        DataSource dataSource = (DataSource) hooked(HookedSamples.Plain.class);
        routed = connection();

        assertThat(dataSource.getConnection()).isSameAs(routed);
        assertThat(EVENTS).containsExactly("enter");
    }

    @Test
    void aCallThatIsOfNoInterestRunsItsOwnBodyAndHasNoExit() throws Exception {
        DataSource dataSource = (DataSource) hooked(HookedSamples.Plain.class);
        leftAlone = true;

        assertThat(dataSource.getConnection()).isNull();
        assertThat(EVENTS).containsExactly("enter", "body");
    }

    @Test
    void anExceptionOfTheDataSourceReachesTheApplicationAfterTheExit() throws Exception {
        DataSource dataSource = (DataSource) hooked(HookedSamples.Failing.class);

        assertThatThrownBy(dataSource::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessage("the pool is closed");
        assertThat(EVENTS).containsExactly("enter", "exit");
    }

    @Test
    void thePoolThatReturnsItsOwnTypeIsHookedInItsBridge() throws Exception {
        Object pool = hooked(HookedSamples.Covariant.class);

        ((DataSource) pool).getConnection();
        assertThat(EVENTS).containsExactly("enter", "body", "exit");

        EVENTS.clear();
        pool.getClass().getMethod("getPooledConnection").invoke(pool);
        assertThat(EVENTS).containsExactly("body");
    }

    @Test
    void aDataSourceThatInheritsTheInterfaceIsHooked() throws Exception {
        ((DataSource) hooked(HookedSamples.Inherited.class)).getConnection();

        assertThat(EVENTS).startsWith("enter").endsWith("exit");
    }

    @Test
    void credentialsOfTheCallersOwnPassThrough() throws Exception {
        ((DataSource) hooked(HookedSamples.Plain.class)).getConnection("user", "password");

        assertThat(EVENTS).containsExactly("body with credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JakartaFilter", "JavaxFilter", "JakartaServlet", "JavaxServlet"})
    void filtersAndServletsOfBothApisAreEntries(String name) throws Exception {
        Object component = hooked(Class.forName("replicated.instrument.SampleComponents$" + name));

        SampleComponents.call(component);

        assertThat(EVENTS).containsExactly("request", "body", "request exit null");
    }

    @Test
    void whatAServletThrowsIsSeenAndThrownOn() throws Exception {
        Object component = hooked(SampleComponents.FailingServlet.class);

        assertThatThrownBy(() -> SampleComponents.call(component)).isInstanceOf(IllegalStateException.class);
        assertThat(EVENTS).containsExactly("request", "request exit java.lang.IllegalStateException: no luck");
    }

    @Test
    void theTaskOfAnAsyncContextIsReplaced() throws Exception {
        SampleComponents.start(hooked(SampleComponents.Context.class), () -> EVENTS.add("task"));

        assertThat(EVENTS).containsExactly("wrapped", "task");
    }

    @Test
    void annotatedMethodsAreKnownBySimpleAndByFullName() throws Exception {
        Runnable annotated = (Runnable) hooked(HookedSamples.OnMethods.class);

        annotated.run();

        assertThat(EVENTS)
                .containsExactly(
                        "annotated 0",
                        "fresh",
                        "annotated 1",
                        "relaxed",
                        "left 1",
                        "left 0",
                        "annotated 2",
                        "stale",
                        "left 2");
    }

    @Test
    void anAnnotatedClassStandsForItsMethodsUnlessTheySayOtherwise() throws Exception {
        Runnable annotated = (Runnable) hooked(HookedSamples.OnClass.class);

        annotated.run();

        assertThat(EVENTS).containsExactly("annotated 1", "annotated 0", "left 0", "left 1");
    }

    @Test
    void namesOfAnnotationsCanChange() {
        assertThat(transformed(HookedSamples.OnMethods.class)).isNotNull();

        transformer.use(Instrumenter.instrumentations(new NamedCode(Set.of("Other"), Set.of(), List.of())));

        assertThat(transformed(HookedSamples.OnMethods.class)).isNull();
    }

    @Test
    void aClassWithoutAnyTextOfInterestIsNotRead() {
        assertThat(transformer.mayHook(
                        "java/lang/String", WovenLoader.read(getClass().getClassLoader(), "java.lang.String")))
                .isFalse();
        assertThat(transformed(ConstantScan.class)).isNull();
    }

    @Test
    void annotationsOfAnyNumberAreLookedFor() {
        Set<String> many = Stream.concat(
                        PRIMARY.stream(), IntStream.range(0, 100).mapToObj(i -> "Annotation" + i))
                .collect(Collectors.toSet());
        HookTransformer looking =
                new HookTransformer(Instrumenter.instrumentations(new NamedCode(many, REPLICA, List.of())), null);

        assertThat(looking.mayHook(
                        "replicated/instrument/HookedSamples$OnMethods",
                        WovenLoader.read(getClass().getClassLoader(), HookedSamples.OnMethods.class.getName())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {45, 48, 49, 50, 51, 61, 99})
    void classFilesOfAnyVersionKeepTheirVersion(int version) {
        byte[] classFile = WovenLoader.read(getClass().getClassLoader(), HookedSamples.Plain.class.getName());
        ClassFiles.setMajor(classFile, version);

        byte[] woven = transformer.transform(null, new WovenLoader(name -> false, null), "x/Y", null, null, classFile);

        assertThat(ClassFiles.major(woven)).isEqualTo(version);
    }

    @Test
    void aBrokenClassFileIsLeftToTheJvm() {
        byte[] broken = WovenLoader.read(getClass().getClassLoader(), HookedSamples.Plain.class.getName());
        byte[] half = Arrays.copyOf(broken, broken.length / 2);

        assertThat(transformer.transform(null, new WovenLoader(name -> false, null), "x/Y", null, null, half))
                .isNull();
    }

    @Test
    void aHookThatFailsLeavesTheApplicationAloneAndIsSwitchedOffAfterTenFailures() throws Exception {
        DataSource dataSource = (DataSource) hooked(HookedSamples.Plain.class);
        int[] calls = {0};
        ReplicatedHooks.install(TestHooks.to(
                new Requests(),
                new Connections() {
                    @Override
                    public Object enter(DataSource of) {
                        calls[0]++;
                        throw new IllegalStateException("a fault of ours");
                    }
                },
                new NoStatements(),
                new Annotated(),
                new NoHeaders()));

        for (int i = 0; i < 30; i++) {
            assertThat(dataSource.getConnection()).isNull();
        }

        assertThat(calls[0]).isEqualTo(AgentHooks.FAILURES);
        assertThat(EVENTS).filteredOn("body"::equals).hasSize(30);
    }

    private byte[] transformed(Class<?> type) {
        byte[] classFile = WovenLoader.read(type.getClassLoader(), type.getName());
        return transformer.transform(
                null, new WovenLoader(name -> false, null), type.getName().replace('.', '/'), null, null, classFile);
    }

    private Object hooked(Class<?> type) throws Exception {
        WovenLoader loader = new WovenLoader(
                type.getName()::equals,
                classFile -> transformer.transform(
                        null,
                        new WovenLoader(name -> false, null),
                        type.getName().replace('.', '/'),
                        null,
                        null,
                        classFile));
        var constructor = Class.forName(type.getName(), true, loader).getDeclaredConstructor();
        constructor.setAccessible(true);
        return constructor.newInstance();
    }

    private static Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                HookTransformerTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, args) -> null);
    }

    private static final class Requests implements AgentHooks.Requests {
        @Override
        public Object enter(Object component, Object request, Object response) {
            EVENTS.add("request");
            return "token";
        }

        @Override
        public void exit(Object token, Throwable thrown) {
            EVENTS.add("request exit " + thrown);
        }

        @Override
        public Runnable asyncTask(Object asyncContext, Runnable task) {
            EVENTS.add("wrapped");
            return task;
        }

        @Override
        public Object listener(Object listener) {
            return listener;
        }
    }

    private class Connections implements AgentHooks.Connections {
        @Override
        public Object enter(DataSource dataSource) {
            EVENTS.add("enter");
            return routed != null || leftAlone ? routed : dataSource;
        }

        @Override
        public void exit(DataSource dataSource) {
            EVENTS.add("exit");
        }
    }

    private static final class Annotated implements AgentHooks.AnnotatedCalls {
        @Override
        public Object enter(int kind) {
            EVENTS.add("annotated " + kind);
            return kind;
        }

        @Override
        public void exit(Object token) {
            EVENTS.add("left " + token);
        }
    }

    private static final class NoStatements implements AgentHooks.Statements {
        @Override
        public Object enter(Object statement, String sql, boolean writes) {
            return null;
        }

        @Override
        public Object commit(Object connection) {
            return null;
        }

        @Override
        public Object rollback(Object connection) {
            return null;
        }

        @Override
        public void exit(Object token, Throwable thrown) {}
    }

    private static final class NoHeaders implements ResponseHeaders {
        @Override
        public List<Map.Entry<String, String>> forRequest(Object servletRequest) {
            return List.of();
        }

        @Override
        public List<Map.Entry<String, String>> forAttribute(Object attribute) {
            return List.of();
        }

        @Override
        public String attributeName() {
            return "";
        }

        @Override
        public void armed(String classPrefix) {}

        @Override
        public void disarmed(String classPrefix) {}
    }
}
