// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.ref.ReferenceQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import replicated.context.WeakIdentity;
import replicated.log.Faults;

/**
 * A container's transaction manager (JTA), which is asked by reflection, since its interface has two names.
 * Thread-safe.
 */
final class ManagedTransactions {

    /** {@code Status.STATUS_ACTIVE}. */
    private static final int ACTIVE = 0;

    /** Where it cannot be told which one is running, or whether any. */
    private static final Object UNKNOWN = new Object();

    /**
     * By transaction, of all managers: keys of the databases whose primary takes part in it. An entry goes with its
     * transaction.
     */
    private static final Map<WeakIdentity, Set<String>> JOINED = new ConcurrentHashMap<>();

    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();

    private final Object manager;
    private final Method transaction;
    private final Method status;

    private ManagedTransactions(Object manager, Method transaction, Method status) {
        this.manager = manager;
        this.transaction = transaction;
        this.status = status;
    }

    /**
     * Of a transaction manager.
     *
     * @param manager may be null
     * @return null if it cannot be asked
     */
    static @Nullable ManagedTransactions of(@Nullable Object manager) {
        if (manager == null) {
            return null;
        }
        try {
            Method transaction = manager.getClass().getMethod("getTransaction");
            Method status = manager.getClass().getMethod("getStatus");
            boolean usable = status.getReturnType() == int.class
                    && !transaction.getReturnType().isPrimitive()
                    && transaction.trySetAccessible()
                    && status.trySetAccessible();
            return usable ? new ManagedTransactions(manager, transaction, status) : null;
        } catch (NoSuchMethodException | RuntimeException | LinkageError unusable) {
            return null;
        }
    }

    /**
     * The one that this thread is in, in whatever state.
     *
     * @return always the same object for the same transaction; null: none
     */
    @Nullable
    Object current() {
        try {
            return transaction.invoke(manager);
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException | LinkageError fault) {
            Faults.caught("transaction", fault);
            return UNKNOWN;
        }
    }

    /**
     * Whether what is read for this thread's transaction may be read outside of it: it is neither ending nor bound to
     * be rolled back, and has no part in the database so far, whose uncommitted writes and locks only the primary
     * knows.
     *
     * @param running what {@link #current} has said
     * @param database key of the database
     */
    boolean mayReadOutside(Object running, String database) {
        try {
            return running != UNKNOWN && (int) status.invoke(manager) == ACTIVE && !hasJoined(running, database);
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException | LinkageError fault) {
            Faults.caught("transaction-status", fault);
            return false;
        }
    }

    private static boolean hasJoined(Object running, String database) {
        return !JOINED.isEmpty()
                && JOINED.getOrDefault(new WeakIdentity(running, null), Set.of())
                        .contains(database);
    }

    /**
     * A transaction has come to have a part in a database: from now on it reads there.
     *
     * @param running what {@link #current} has said
     * @param database key of the database
     */
    static void joined(Object running, String database) {
        for (Object gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            JOINED.remove(gone);
        }
        if (running != UNKNOWN && !hasJoined(running, database)) {
            JOINED.merge(
                    new WeakIdentity(running, COLLECTED),
                    Set.of(database),
                    (before, one) ->
                            Stream.concat(before.stream(), one.stream()).collect(Collectors.toUnmodifiableSet()));
        }
    }
}
