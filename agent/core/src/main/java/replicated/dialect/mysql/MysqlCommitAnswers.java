// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mysql;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Connection;
import java.sql.Driver;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.MysqlPosition;
import replicated.bookmark.Position;
import replicated.dialect.CommitAnswers;

/**
 * The GTIDs in the answer to a commit, as MySQL's driver keeps them (8.0.26 and later) where the application's URL has
 * {@code trackSessionState=true} and its session {@code session_track_gtids}: OWN_GTID, or ALL_GTIDS. The driver keeps
 * what came with the latest OK packet, in an object made for each: where that object is another than before the commit,
 * and has GTIDs, they are those of the commit. Where the server was not asked for them any more (a session that was
 * reset), or the commit was of nothing, it has none.
 */
final class MysqlCommitAnswers implements CommitAnswers {

    private static final String PACKAGE = "com.mysql.cj.";

    /** {@code ServerSessionStateController.SESSION_TRACK_GTIDS}. */
    private static final int GTIDS = 3;

    /** By the class of the driver: what is found is of its loader, and goes with it. */
    private static final ClassValue<Optional<Methods>> METHODS = new ClassValue<>() {
        @Override
        protected Optional<Methods> computeValue(Class<?> driver) {
            try {
                return Optional.of(Methods.of(driver.getClassLoader()));
            } catch (ReflectiveOperationException | RuntimeException | LinkageError anotherOrOlder) {
                return Optional.empty();
            }
        }
    };

    /** What is called, each taking and giving {@link Object}s. */
    private record Methods(
            Class<?> connection,
            MethodHandle controller,
            MethodHandle changes,
            MethodHandle list,
            MethodHandle type,
            MethodHandle values) {

        static Methods of(@Nullable ClassLoader loader) throws ReflectiveOperationException {
            Class<?> connection = Class.forName(PACKAGE + "MysqlConnection", false, loader);
            String controller = PACKAGE + "protocol.ServerSessionStateController";
            Class<?> keeper = Class.forName(controller, false, loader);
            Class<?> changes = Class.forName(controller + "$ServerSessionStateChanges", false, loader);
            Class<?> change = Class.forName(controller + "$SessionStateChange", false, loader);
            return new Methods(
                    connection,
                    method(connection, "getServerSessionStateController"),
                    method(keeper, "getSessionStateChanges"),
                    method(changes, "getSessionStateChangesList"),
                    method(change, "getType"),
                    method(change, "getValues"));
        }

        private static MethodHandle method(Class<?> of, String name) throws ReflectiveOperationException {
            return MethodHandles.publicLookup()
                    .unreflect(of.getMethod(name))
                    .asType(MethodType.methodType(Object.class, Object.class));
        }
    }

    /**
     * What was kept before a commit.
     *
     * @param connection the driver's own; one that stands before several of them has the controller of the one in use
     */
    private record Kept(
            Methods methods,
            Object connection,
            Object controller,
            @Nullable Object changes) {}

    @Override
    public @Nullable Object before(Connection connection, @Nullable Driver driver) {
        Optional<Methods> known = driver == null ? Optional.empty() : METHODS.get(driver.getClass());
        if (known.isEmpty()) {
            return null;
        }
        Methods methods = known.get();
        try {
            Object own = own(connection, methods.connection());
            Object controller = own == null ? null : call(methods.controller(), own);
            return own == null || controller == null
                    ? null
                    : new Kept(methods, own, controller, call(methods.changes(), controller));
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable notTold) {
            return null;
        }
    }

    private static @Nullable Object own(Connection connection, Class<?> type) throws Throwable {
        if (type.isInstance(connection)) {
            return connection;
        }
        return connection.isWrapperFor(type) ? connection.unwrap(type) : null;
    }

    private static @Nullable Object call(MethodHandle method, Object on) throws Throwable {
        return (Object) method.invokeExact(on);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // each answer has an object of its own
    public @Nullable Position since(Object before) {
        Kept kept = (Kept) before;
        Methods methods = kept.methods();
        try {
            Object changes = call(methods.changes(), kept.controller());
            if (changes == null
                    || changes == kept.changes()
                    || call(methods.controller(), kept.connection()) != kept.controller()) {
                return null;
            }
            if (call(methods.list(), changes) instanceof List<?> all) {
                for (Object change : all) {
                    if (Integer.valueOf(GTIDS).equals(call(methods.type(), change))
                            && call(methods.values(), change) instanceof List<?> values
                            && values.get(0) instanceof String gtids) {
                        return MysqlPosition.of(gtids).orElse(null);
                    }
                }
            }
            return null;
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable notTold) {
            return null;
        }
    }
}
