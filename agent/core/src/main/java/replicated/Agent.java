// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated;

import java.io.File;
import java.lang.instrument.Instrumentation;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import replicated.config.Config;
import replicated.config.ConfigException;
import replicated.config.ConfigSource;
import replicated.config.ConfigWatcher;
import replicated.config.JobPattern;
import replicated.config.JobRule;
import replicated.config.Mode;
import replicated.config.RequestSettings;
import replicated.config.RoutingSettings;
import replicated.instrument.Instrumenter;
import replicated.instrument.NamedCode;
import replicated.jdbc.Database;
import replicated.log.EventKind;
import replicated.log.Faults;
import replicated.log.Level;
import replicated.log.Log;
import replicated.log.Spans;
import replicated.replica.ReplicaSets;
import replicated.request.LearnedRoutes;
import replicated.request.RequestEntry;
import replicated.request.ResponseCommit;
import replicated.request.Scopes;
import replicated.request.TaskFollower;
import replicated.source.DataSourceHook;
import replicated.source.DataSources;
import replicated.source.UnroutedStatements;
import replicated.status.AgentView;
import replicated.status.Counters;
import replicated.status.Status;

/**
 * Puts the parts together, and hands each change of the configuration on to them; the only place that knows them all.
 */
public final class Agent implements ConfigWatcher.Listener, AgentView {

    /** How long a data source may be closed before its replicas are. */
    private static final long SWEEP_MILLIS = 1_000;

    /** For tests that have to see what goes wrong without it. */
    private static final String FOLLOW_TASKS = "replicated.follow-tasks";

    private final LearnedRoutes learned;
    private final Scopes scopes;
    private final DataSources dataSources;
    private final TaskFollower tasks;
    private final Instrumenter instrumenter;
    private final Counters counters = new Counters();

    /** Those that the application has set up since the status thread last looked. */
    private final Queue<Reference<Object>> meterRegistries = new ConcurrentLinkedQueue<>();

    /** Changed under this object's lock: by the configuration's watcher, and by whoever sets the mode over JMX. */
    private volatile InForce inForce;

    private volatile RoutingSettings routing;

    /** Tasks were to be followed before that was possible. */
    private volatile boolean askedEarly;

    /** What is wrong with the file on disk, empty if it is in force. Written by the configuration's watcher. */
    private volatile List<String> refused = List.of();

    private Agent(Config config, Instrumentation instrumentation, boolean attached) {
        this.inForce = new InForce(config, System.currentTimeMillis());
        this.routing = config.routing();
        String learnedFile = config.learning().file();
        this.learned = new LearnedRoutes(learnedFile.isEmpty() ? null : new File(learnedFile));
        this.dataSources = new DataSources(config, ReplicaSets::open);
        this.scopes = new Scopes(config, learned, counters, dataSources.outsideUse());
        if (attached) {
            scopes.switchedOn();
        }
        this.tasks = new TaskFollower(scopes, Agent.class.getClassLoader());
        ResponseCommit commit = new ResponseCommit();
        this.instrumenter = Instrumenter.install(
                instrumentation,
                HookTargets.hooks(
                        new RequestEntry(scopes, commit),
                        new DataSourceHook(
                                scopes::routing,
                                dataSources,
                                new LateConnections(() -> routing, scopes::present, this::followTasks),
                                this::unasked),
                        new UnroutedStatements(scopes::writing, dataSources, scopes.writes()),
                        scopes,
                        commit,
                        meterRegistries),
                "false".equals(System.getProperty(FOLLOW_TASKS)) ? null : HookTargets.tasks(tasks),
                named(config.requests()),
                !attached);
    }

    private static NamedCode named(RequestSettings settings) {
        Set<JobPattern> jobs = new LinkedHashSet<>();
        for (JobRule rule : settings.jobs()) {
            jobs.add(rule.job());
        }
        return new NamedCode(settings.primaryAnnotations(), settings.replicaAnnotations(), List.copyOf(jobs));
    }

    /** A request is about to be routed. */
    private void followTasks() {
        // An agent that was started after this one is there by now.
        Spans.findAgent();
        Instrumenter made = instrumenter;
        if (made == null) {
            // Attached, and the application was quicker than this constructor.
            askedEarly = true;
        } else {
            made.followTasks();
        }
    }

    /** Perhaps on a thread to which a request has handed all of its work: then none would ever ask itself. */
    private void unasked() {
        if (scopes.hadWork()) {
            followTasks();
        }
    }

    /**
     * Starts the agent; called once per JVM. Whatever is wrong with the configuration is said, and the application runs
     * as if there were no agent.
     *
     * @param instrumentation the JVM's
     * @param argument path of the configuration file, or null: where else it may be is {@link ConfigSource}'s to say
     * @param attached whether the application was running before the agent came
     */
    public static void start(Instrumentation instrumentation, String argument, boolean attached) {
        ConfigSource source = ConfigSource.find(argument);
        if (source == null) {
            System.err.println(ConfigSource.NONE);
            return;
        }
        ConfigWatcher watcher = new ConfigWatcher(source.file(), System::getenv);
        try {
            source.check();
            Config config = watcher.read();
            Log.configure(config.log());
            for (String warning : config.warnings()) {
                Log.warn(warning);
            }
            Agent agent = new Agent(config, instrumentation, attached);
            if (agent.askedEarly) {
                agent.followTasks();
            }
            watcher.start(agent);
            agent.startSweeper();
            Status.start(agent, agent.counters, agent.meterRegistries, attached);
            Log.event(Level.INFO, EventKind.CONFIG_READ, describe(config) + ", from " + source.file());
        } catch (ConfigException refused) {
            refused.problems().forEach(Log::error);
            Log.event(
                    Level.ERROR,
                    EventKind.CONFIG_REFUSED,
                    "the configuration was refused: the application runs as if there were no agent, until it is started"
                            + " again with a corrected file");
        }
    }

    /** Replica sets of data sources that the application has closed or dropped are closed within a second or so. */
    private void startSweeper() {
        Thread sweeper = new Thread(null, this::sweep, "replicated-sweeper", 0, false);
        sweeper.setDaemon(true);
        sweeper.setContextClassLoader(Agent.class.getClassLoader());
        sweeper.start();
    }

    private void sweep() {
        while (true) {
            try {
                Thread.sleep(SWEEP_MILLIS);
                dataSources.sweep();
                if (instrumenter.isFollowingTasks()) {
                    tasks.sweep();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | LinkageError fault) {
                Faults.caught("sweep", fault);
            }
        }
    }

    @Override
    public void changed(Config changed) {
        Config before = inForce.config();
        refused = List.of();
        apply(new InForce(changed, System.currentTimeMillis()));
        Log.configure(changed.log());
        changed.warnings().forEach(Log::warn);
        Log.event(Level.INFO, EventKind.CONFIG_READ, "the configuration was read again: " + describe(changed));
        if (before.mode() != changed.mode()) {
            Log.event(
                    Level.INFO,
                    EventKind.MODE,
                    "mode " + name(before.mode()) + " -> " + name(changed.mode()) + " by the file");
        }
        List<String> later = before.restartNeededFor(changed);
        if (!later.isEmpty()) {
            Log.warn("changed, but counting only from the next start of the application on: "
                    + String.join(", ", later));
        }
    }

    @Override
    public void refused(ConfigException why) {
        refused = why.problems();
        refused.forEach(Log::error);
        if (why.off()) {
            applyMode(Mode.OFF);
            Log.event(
                    Level.WARN,
                    EventKind.CONFIG_REFUSED,
                    "the changed configuration was refused, but it says mode: off, and off it is");
        } else {
            Log.event(
                    Level.ERROR,
                    EventKind.CONFIG_REFUSED,
                    "the changed configuration was refused; the last good one stays in force");
        }
    }

    private synchronized void apply(InForce next) {
        Config before = inForce.config();
        Config config = next.config();
        inForce = next;
        routing = config.routing();
        scopes.apply(config);
        dataSources.reload(config);
        NamedCode code = named(config.requests());
        if (!code.equals(named(before.requests()))) {
            instrumenter.use(code);
        }
    }

    private static String describe(Config config) {
        int replicas = config.top().replicas().size();
        int own = config.dataSources().size();
        String what = replicas == 0 && own == 0
                ? "no replicas are configured, so nothing is routed"
                : replicas + " replica(s)" + (own == 0 ? "" : " and " + own + " data source(s) with their own");
        return "mode " + name(config.mode()) + ", " + what;
    }

    @Override
    public String version() {
        return System.getProperty("replicated.started", "");
    }

    @Override
    public Config config() {
        return inForce.config();
    }

    @Override
    public long configReadMillis() {
        return inForce.readMillis();
    }

    @Override
    public List<String> refused() {
        return refused;
    }

    @Override
    public Collection<Database> databases() {
        return dataSources.databases();
    }

    @Override
    public List<DataSources.Unrouted> notRouted() {
        return dataSources.unrouted();
    }

    @Override
    public Map<String, LearnedRoutes.Evidence> learnedWriters() {
        return learned.all();
    }

    @Override
    public Map<String, Long> trustedRoutes() {
        return learned.allTrusted();
    }

    @Override
    public boolean forget(String route) {
        return learned.forget(route);
    }

    @Override
    public int forgetAll() {
        return learned.forgetAll();
    }

    @Override
    public void mode(Mode mode) {
        Mode before = applyMode(mode);
        Log.event(
                Level.INFO,
                EventKind.MODE,
                "mode " + name(before) + " -> " + name(mode) + " by JMX, until the file is next changed");
    }

    private synchronized Mode applyMode(Mode mode) {
        InForce now = inForce;
        apply(new InForce(now.config().withMode(mode), now.readMillis()));
        return now.config().mode();
    }

    private static String name(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The configuration that counts.
     *
     * @param config checked
     * @param readMillis when its file was read, milliseconds since the epoch
     */
    private record InForce(Config config, long readMillis) {}
}
