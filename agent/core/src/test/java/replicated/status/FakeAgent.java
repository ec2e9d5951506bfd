package replicated.status;

import java.util.Collection;
import java.util.List;
import replicated.config.Config;
import replicated.config.Mode;
import replicated.jdbc.Database;

/** The rest of the agent, as a test wants it. */
final class FakeAgent implements AgentView {

    volatile Config config = Config.DEFAULT;
    volatile List<String> refused = List.of();
    volatile List<Database> databases = List.of();
    volatile List<String> learnedWriters = List.of();

    FakeAgent() {}

    FakeAgent(Database... databases) {
        this.databases = List.of(databases);
    }

    static FakeAgent listening(Database... databases) {
        FakeAgent agent = new FakeAgent(databases);
        Config now = agent.config;
        agent.config = new Config(
                now.mode(),
                now.autoReadOnReplica(),
                now.readMethods(),
                now.readOnlyTransactions(),
                now.top(),
                now.dataSources(),
                now.replicaTimeout(),
                now.fallbackMaxConcurrent(),
                now.routes(),
                now.primaryAnnotations(),
                now.replicaAnnotations(),
                now.writesOnReadRequests(),
                now.learn(),
                now.learnedRoutesFile(),
                new Config.Status("127.0.0.1:0", false, true),
                now.log(),
                List.of());
        return agent;
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Config config() {
        return config;
    }

    @Override
    public long configReadMillis() {
        return 1_700_000_000_000L;
    }

    @Override
    public List<String> refused() {
        return refused;
    }

    @Override
    public Collection<Database> databases() {
        return databases;
    }

    @Override
    public Collection<String> learnedWriters() {
        return learnedWriters;
    }

    @Override
    public void mode(Mode mode) {
        config = config.withMode(mode);
    }
}
