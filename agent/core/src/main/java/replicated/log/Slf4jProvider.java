// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * HikariCP's way to our log: the only SLF4J provider that the agent's own class loader sees. What HikariCP calls
 * information is detail to our readers, since the replica's own lines say when it comes and goes. Found by
 * {@link java.util.ServiceLoader}.
 */
public final class Slf4jProvider implements SLF4JServiceProvider {

    private final ILoggerFactory loggers = ToLog::new;
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    private static final class ToLog extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1;

        ToLog(String name) {
            this.name = name;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return name;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
            String text = MessageFormatter.basicArrayFormat(pattern, arguments);
            // HikariCP hands over whole stacks for a server that is merely down; its message is enough for people.
            String line = thrown == null ? text : text + " (" + firstLine(thrown) + ")";
            switch (level) {
                // A server that is down gives the same line for each of its connections.
                case ERROR -> Log.limited(replicated.log.Level.ERROR, name + pattern, line);
                case WARN -> Log.limited(replicated.log.Level.WARN, name + pattern, line);
                case INFO, DEBUG, TRACE -> Log.debug(line);
            }
        }

        private static String firstLine(Throwable thrown) {
            return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return Log.debugEnabled();
        }

        @Override
        public boolean isInfoEnabled() {
            return Log.debugEnabled();
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
