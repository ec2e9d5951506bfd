package replicated.source;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import replicated.log.Faults;

/** A container's transaction manager (JTA), which is asked by reflection, since its interface has two names. Thread-safe. */
final class ManagedTransactions {

    /** {@code Status.STATUS_NO_TRANSACTION}. */
    private static final int NONE = 6;

    private final Object manager;
    private final Method status;

    private ManagedTransactions(Object manager, Method status) {
        this.manager = manager;
        this.status = status;
    }

    /**
     * Of a transaction manager.
     *
     * @param manager may be null
     * @return null if it cannot be asked
     */
    static ManagedTransactions of(Object manager) {
        if (manager == null) {
            return null;
        }
        try {
            Method status = manager.getClass().getMethod("getStatus");
            boolean usable = status.getReturnType() == int.class && status.trySetAccessible();
            return usable ? new ManagedTransactions(manager, status) : null;
        } catch (NoSuchMethodException | RuntimeException | LinkageError unusable) {
            return null;
        }
    }

    /** Whether one is running on this thread, in whatever state, or that cannot be told. */
    boolean isRunning() {
        try {
            return (int) status.invoke(manager) != NONE;
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException | LinkageError fault) {
            Faults.caught("transaction-status", fault);
            return true;
        }
    }
}
