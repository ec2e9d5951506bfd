package replicated;

import java.lang.instrument.Instrumentation;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import replicated.instrument.AgentHooks;
import replicated.instrument.Instrumenter;
import replicated.instrument.ResponseHeaders;

/** Puts the parts together; the only place that knows them all. */
public final class Agent {

    private Agent() {}

    /**
     * Starts the agent; called once per JVM.
     *
     * @param instrumentation the JVM's
     * @param argument path of the configuration file, never null
     * @param attached whether the application was running before the agent came
     */
    public static void start(Instrumentation instrumentation, String argument, boolean attached) {
        Instrumenter.install(
                instrumentation,
                new AgentHooks(new NoRequests(), new NoConnections(), new NoAnnotatedCalls(), new NoHeaders()),
                Set.of("UsePrimary", "UseMaster", "UseMasterDatabase"),
                Set.of("UseReplica", "UseSlave", "UseSlaveDatabase"));
    }

    private static final class NoRequests implements AgentHooks.Requests {
        @Override
        public Object enter(Object component, Object request, Object response) {
            return null;
        }

        @Override
        public void exit(Object token, Throwable thrown) {}

        @Override
        public Runnable asyncTask(Object asyncContext, Runnable task) {
            return task;
        }
    }

    private static final class NoConnections implements AgentHooks.Connections {
        @Override
        public Connection enter(DataSource dataSource) {
            return null;
        }

        @Override
        public void exit(DataSource dataSource) {}
    }

    private static final class NoAnnotatedCalls implements AgentHooks.AnnotatedCalls {
        @Override
        public Object enter(int kind) {
            return null;
        }

        @Override
        public void exit(Object token) {}
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
            return "replicated";
        }

        @Override
        public void armed(String classPrefix) {}

        @Override
        public void disarmed(String classPrefix) {}
    }
}
