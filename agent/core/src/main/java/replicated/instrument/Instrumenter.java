// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.hooks.ReplicatedHooks;
import replicated.hooks.ReplicatedTaskHooks;
import replicated.instrument.annotation.AnnotatedMethodInstrumentation;
import replicated.instrument.cache.CacheLoaderInstrumentation;
import replicated.instrument.cache.CaffeineInstrumentation;
import replicated.instrument.cache.EclipseLinkInstrumentation;
import replicated.instrument.cache.GuavaInstrumentation;
import replicated.instrument.cache.HibernateInstrumentation;
import replicated.instrument.cache.InfinispanInstrumentation;
import replicated.instrument.cache.MyBatisInstrumentation;
import replicated.instrument.cache.OpenJpaInstrumentation;
import replicated.instrument.cache.ReadThroughInstrumentation;
import replicated.instrument.cache.SpringCacheInstrumentation;
import replicated.instrument.commit.CommitPoints;
import replicated.instrument.datasource.DataSourceInstrumentation;
import replicated.instrument.driver.MariaDbAnswerInstrumentation;
import replicated.instrument.driver.StatementInstrumentation;
import replicated.instrument.executor.ExecutorInstrumentation;
import replicated.instrument.job.JobInstrumentation;
import replicated.instrument.meter.MeterRegistryInstrumentation;
import replicated.instrument.servlet.AsyncInstrumentation;
import replicated.instrument.servlet.ListenerInstrumentation;
import replicated.instrument.servlet.ServletInstrumentation;
import replicated.instrument.weave.Instrumentation;
import replicated.log.Log;
import replicated.log.Spans;

/** Puts the hooks into the JVM. Thread-safe. */
public final class Instrumenter {

    private final LoadedClasses loaded;
    private final HookTransformer transformer;

    /** Null: none are followed. */
    private final @Nullable AgentTaskHooks tasks;

    /** Tasks are followed; before, whoever comes first waits until they are. */
    private volatile boolean following;

    /** What a driver's classes are; named, not loaded. */
    private static final Set<String> JDBC = Set.of("java.sql.Driver", "java.sql.Statement");

    /** Drivers have a transformer of their own. */
    private final boolean driversApart;

    private Instrumenter(
            LoadedClasses loaded, HookTransformer transformer, @Nullable AgentTaskHooks tasks, boolean driversApart) {
        this.loaded = loaded;
        this.transformer = transformer;
        this.tasks = tasks;
        this.driversApart = driversApart;
    }

    /**
     * Hooks the classes to come and those that are loaded already.
     *
     * @param jvm the JVM's
     * @param hooks what the hooked methods reach
     * @param tasks what the hooked classes of the JDK reach; null: those are left alone
     * @param code what the file names of the application
     * @param beforeMain whether the application has not begun
     * @return for changes of that
     */
    public static Instrumenter install(
            java.lang.instrument.Instrumentation jvm,
            AgentHooks hooks,
            @Nullable AgentTaskHooks tasks,
            NamedCode code,
            boolean beforeMain) {
        boolean behindOpenTelemetry = beforeMain && Spans.findAgent() && !isDriverLoaded(jvm);
        HookTransformer transformer = new HookTransformer(instrumentations(code, behindOpenTelemetry), hooks);
        if (behindOpenTelemetry) {
            // What cannot retransform is asked before all that can: our hook in a driver is then inside of the span of
            // the statement.
            jvm.addTransformer(new HookTransformer(List.of(new StatementInstrumentation()), hooks), false);
        }
        if (tasks != null) {
            transformer.hook(HookTransformer.Executors.EARLY);
        }
        ReplicatedHooks.install(hooks);
        // Retransforming: so that an agent that comes later and retransforms a class does not lose our hooks.
        jvm.addTransformer(transformer, true);
        LoadedClasses loaded = new LoadedClasses(jvm, transformer);
        List<Class<?>> early = loaded.candidates();
        if (tasks != null) {
            early.addAll(loaded.executors(HookTransformer.Executors.EARLY));
        }
        if (!early.isEmpty()) {
            loaded.retransform(early);
            Log.debug(early.size() + " classes were loaded before the agent and have been looked at again");
        }
        return new Instrumenter(loaded, transformer, tasks, behindOpenTelemetry);
    }

    /** Another agent may have loaded one before the application's main: then its hooks have to be woven in anew. */
    private static boolean isDriverLoaded(java.lang.instrument.Instrumentation jvm) {
        return Arrays.stream(jvm.getAllLoadedClasses())
                .filter(loaded -> loaded.getClassLoader() != null)
                .flatMap(loaded -> Arrays.stream(loaded.getInterfaces()))
                .anyMatch(each -> JDBC.contains(each.getName()));
    }

    /**
     * Tasks are followed from now on. Not from the start: most of what the JVM's start costs would be spent on JVMs
     * that never route anything.
     */
    public void followTasks() {
        AgentTaskHooks theirs = tasks;
        if (theirs != null && !following) {
            hookExecutors(theirs);
        }
    }

    /**
     * Whether they are.
     *
     * @return {@code false}: there is none that waits
     */
    public boolean isFollowingTasks() {
        return following;
    }

    private synchronized void hookExecutors(AgentTaskHooks theirs) {
        if (following) {
            return;
        }
        transformer.hook(HookTransformer.Executors.ALL);
        ReplicatedTaskHooks.install(theirs);
        loaded.retransform(loaded.executors(HookTransformer.Executors.ALL));
        following = true;
    }

    /**
     * Uses other names from now on: classes that have the new ones are hooked, those that had only the old ones lose
     * their hooks.
     *
     * @param code what the file names of the application
     */
    public synchronized void use(NamedCode code) {
        Set<Class<?>> concerned = new LinkedHashSet<>(loaded.candidates());
        transformer.use(instrumentations(code, driversApart));
        concerned.addAll(loaded.candidates());
        loaded.retransform(new ArrayList<>(concerned));
    }

    /** The outermost first, where one method has several. */
    static List<Instrumentation> instrumentations(NamedCode code) {
        return instrumentations(code, false);
    }

    private static List<Instrumentation> instrumentations(NamedCode code, boolean driversApart) {
        List<Instrumentation> all = new ArrayList<>();
        all.add(new ServletInstrumentation());
        all.add(new AsyncInstrumentation());
        all.add(new ListenerInstrumentation());
        all.add(new DataSourceInstrumentation());
        if (!driversApart) {
            all.add(new StatementInstrumentation());
        }
        all.add(new MariaDbAnswerInstrumentation());
        if (!code.jobs().isEmpty()) {
            all.add(new JobInstrumentation(code.jobs()));
        }
        all.add(new AnnotatedMethodInstrumentation(code.primary(), code.replica()));
        all.add(new CaffeineInstrumentation());
        all.add(new InfinispanInstrumentation());
        all.add(new GuavaInstrumentation());
        all.add(new SpringCacheInstrumentation());
        all.add(new CacheLoaderInstrumentation());
        all.add(new ReadThroughInstrumentation());
        all.add(new MyBatisInstrumentation());
        all.add(new HibernateInstrumentation());
        all.add(new EclipseLinkInstrumentation());
        all.add(new OpenJpaInstrumentation());
        all.add(new ExecutorInstrumentation());
        all.add(new MeterRegistryInstrumentation());
        all.addAll(CommitPoints.all());
        return all;
    }
}
