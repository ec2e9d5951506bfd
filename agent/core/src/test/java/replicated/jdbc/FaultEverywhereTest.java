// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import replicated.log.Faults;
import replicated.replica.Replica;

/**
 * Every JDBC method of ours, in every state of its connection, with a fault at each of the calls that it makes into the
 * rest of the agent: the application sees what it sees without the fault, goes on, and the fault is counted.
 */
class FaultEverywhereTest {

    /**
     * What a scope and its databases keep of each other, or make before there is a connection: no place for a fault.
     */
    private static final Set<String> FIELDS = Set.of("on", "scope", "database", "services", "setServices");

    private static final String READ = "SELECT COUNT(*) FROM notes";

    /** What has happened on the connection before. */
    enum Before {
        NOTHING,
        READ,
        READ_IN_TRANSACTION,
        WRITTEN
    }

    private World world;

    /** How many calls have been made into the agent, and at which of them it fails; 0: never. */
    private int calls;

    private int failsAt;

    @BeforeEach
    void start() throws SQLException {
        world = new World();
        world.beforeSettings = this::called;
    }

    @AfterEach
    void stop() throws SQLException {
        world.close();
    }

    private void called() {
        calls++;
        if (calls == failsAt) {
            throw new IllegalStateException("a deliberate fault");
        }
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                        methods(Connection.class, RoutedConnection.class),
                        methods(Statement.class, RoutedStatement.class),
                        methods(PreparedStatement.class, RoutedPreparedStatement.class),
                        methods(CallableStatement.class, RoutedCallableStatement.class),
                        methods(ResultSet.class, RoutedResultSet.class),
                        methods(DatabaseMetaData.class, RoutedMetaData.class))
                .flatMap(methods -> methods)
                .flatMap(method -> Stream.of(Before.values()).map(before -> Arguments.of(method, before)));
    }

    /** Those written by hand. */
    private static Stream<Method> methods(Class<?> jdbc, Class<?> ours) {
        return Stream.of(jdbc.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !declaring(ours, method).getSimpleName().endsWith("Delegate"))
                // H2 has no client info, and says so only where a server is taken.
                .filter(method -> !method.getName().equals("setClientInfo"))
                .sorted(java.util.Comparator.comparing(Method::toString));
    }

    private static Class<?> declaring(Class<?> ours, Method method) {
        try {
            return ours.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass();
        } catch (NoSuchMethodException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void applicationSeesNothingOfAFault(Method method, Before before) throws SQLException {
        List<String> undisturbed = run(method, before, 0);
        int most = calls;

        for (int at = 1; at <= most; at++) {
            long faults = faults();
            assertThat(run(method, before, at)).as("fault at call %d", at).isEqualTo(undisturbed);
            assertThat(faults()).as("fault at call %d is counted", at).isGreaterThan(faults);
        }
    }

    private static long faults() {
        return Faults.counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the application sees of a method and of all that it does afterwards. */
    private List<String> run(Method method, Before before, int at) throws SQLException {
        reset();
        failsAt = at;
        List<String> seen = new ArrayList<>();
        Connection connection = world.open(faulty(RoutingScope.class, world.scope));
        try {
            prepare(connection, before);
            Object target = target(connection, method.getDeclaringClass());
            seen.add(outcome(() -> shown(method.invoke(target, arguments(method)))));
            seen.add(outcome(() -> {
                connection.setAutoCommit(true);
                try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate("INSERT INTO notes (text) VALUES ('after')");
                }
            }));
            seen.add(outcome(() -> ask(connection)));
        } finally {
            connection.close();
        }
        failsAt = 0;
        assertThat(world.first.inUse() + world.second.inUse())
                .as("connections that were not given back")
                .isZero();
        assertThat(world.primaries).noneMatch(World::isOpen);
        return seen;
    }

    private void reset() throws SQLException {
        world.forget();
        try (Connection connection = world.connect("primary");
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE TABLE notes RESTART IDENTITY");
        }
        world.scope.hasWritten = false;
        world.scope.learned = false;
        world.scope.chosen = false;
        world.scope.latest = null;
        world.primaries.clear();
        world.first.lent.clear();
        world.second.lent.clear();
        calls = 0;
    }

    private static void prepare(Connection connection, Before before) throws SQLException {
        switch (before) {
            case NOTHING -> {}
            case READ -> ask(connection);
            case READ_IN_TRANSACTION -> {
                connection.setAutoCommit(false);
                ask(connection);
            }
            case WRITTEN -> {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("INSERT INTO notes (text) VALUES ('before')");
                }
            }
        }
    }

    private static int ask(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(READ)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Object target(Connection connection, Class<?> type) throws SQLException {
        if (type == Statement.class) {
            return connection.createStatement();
        }
        if (type == PreparedStatement.class) {
            return connection.prepareStatement(READ);
        }
        if (type == CallableStatement.class) {
            return connection.prepareCall(READ);
        }
        if (type == ResultSet.class) {
            return connection.createStatement().executeQuery(READ);
        }
        return type == DatabaseMetaData.class ? connection.getMetaData() : connection;
    }

    private static Object[] arguments(Method method) {
        boolean setting =
                method.getName().equals("setSchema") || method.getName().equals("setCatalog");
        return Stream.of(method.getParameterTypes())
                .map(type -> setting ? "PUBLIC" : argument(type))
                .toArray();
    }

    private static Object argument(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == String.class) {
            return READ;
        }
        if (type == int[].class) {
            return new int[] {1};
        }
        if (type == String[].class) {
            return new String[] {"ID"};
        }
        if (type == Class.class) {
            return org.h2.jdbc.JdbcConnection.class;
        }
        if (type == Properties.class) {
            return new Properties();
        }
        return type == Map.class ? new HashMap<>() : type == Executor.class ? (Executor) Runnable::run : null;
    }

    /** What can be compared of an answer: not which server it came from. */
    private static Object shown(Object answer) throws SQLException {
        if (answer instanceof ResultSet rows) {
            return rows.next() ? "row of " + rows.getMetaData().getColumnCount() : "no row";
        }
        if (answer instanceof Savepoint || answer instanceof Statement || answer instanceof Connection) {
            return "one";
        }
        return answer instanceof int[] counts ? java.util.Arrays.toString(counts) : answer;
    }

    /** A step of the application. */
    @FunctionalInterface
    private interface Step {
        Object run() throws ReflectiveOperationException, SQLException;
    }

    private static String outcome(Step step) {
        try {
            return String.valueOf(step.run())
                    .replaceAll("(?i)primary|replica-\\d", "server")
                    .replaceAll("@[0-9a-f]+|\\b\\w+\\d+\\b", "");
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof SQLException error
                    ? "SQLSTATE " + error.getSQLState()
                    : e.getCause().toString();
        } catch (SQLException e) {
            return "SQLSTATE " + e.getSQLState();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Replicas by what they stand in front of: the same one each time. */
    private final Map<Replica, Replica> replicas = new HashMap<>();

    private <T> T faulty(Class<T> type, T delegate) {
        return type.cast(Proxy.newProxyInstance(
                FaultEverywhereTest.class.getClassLoader(),
                delegate.getClass().getInterfaces(),
                (proxy, method, arguments) -> {
                    // Which statements are measured is left to chance: FaultTest runs enough of them.
                    boolean byChance = method.getName().equals("took");
                    if (byChance || method.getDeclaringClass() == Object.class || FIELDS.contains(method.getName())) {
                        Object answer = method.invoke(delegate, unwrapped(arguments));
                        return answer == delegate ? proxy : answer;
                    }
                    boolean last = method.getName().equals("evict");
                    try {
                        if (!last) {
                            called();
                        }
                        Object answer = wrapped(method.invoke(delegate, unwrapped(arguments)));
                        if (last) {
                            // What fails before this is done cannot be given back by anyone.
                            called();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private Object wrapped(Object answer) {
        if (answer instanceof ScopedDatabase.Choice choice && choice.replica() != null) {
            return wrapped(choice);
        }
        if (answer instanceof ScopedDatabase.CachedDecision cached) {
            return new ScopedDatabase.CachedDecision(wrapped(cached.choice()), cached.reason(), cached.timeoutMillis());
        }
        return answer;
    }

    private ScopedDatabase.Choice wrapped(ScopedDatabase.Choice choice) {
        return new ScopedDatabase.Choice(
                replicas.computeIfAbsent(choice.replica(), replica -> faulty(Replica.class, replica)),
                choice.reason(),
                choice.required());
    }

    private Object[] unwrapped(Object[] arguments) {
        return arguments == null
                ? null
                : Stream.of(arguments)
                        .map(argument -> replicas.entrySet().stream()
                                .filter(entry -> entry.getValue() == argument)
                                .<Object>map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(argument))
                        .toArray();
    }
}
