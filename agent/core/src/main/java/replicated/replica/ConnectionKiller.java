package replicated.replica;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Breaks a connection without a word to the server, so that whoever waits for an answer on it gets an error now. Stateless.
 *
 * <p>{@link Connection#abort} is meant for that, but MariaDB's driver (3.5.11) first logs in anew to send a KILL and then reads what is left
 * of the answer, behind the very thread that waits for it: with a server that does not answer both wait for ever. So its
 * socket is closed first.
 */
final class ConnectionKiller {

    private static final String MARIADB = "org.mariadb.jdbc.";

    /** A connection, its client and what hangs on that are a few dozen objects. */
    private static final int MAX_OBJECTS = 200;

    private ConnectionKiller() {}

    /**
     * Breaks a connection. Does not throw; may block for as long as the driver's abort does, so it is called on a thread that may.
     *
     * @param physical a driver's connection
     */
    static void now(Connection physical) {
        Connection own = mariaDbs(physical);
        if (own != null) {
            closeSocket(own);
        }
        try {
            physical.abort(Runnable::run);
        } catch (SQLException | RuntimeException | LinkageError notSupported) {
            // Nor may the driver of an application that has been stopped load the classes it would need.
            closeQuietly(physical);
        }
    }

    /** MariaDB's own connection, also behind a driver that stands before it; null: it is another driver's. */
    private static Connection mariaDbs(Connection physical) {
        if (physical.getClass().getName().startsWith(MARIADB)) {
            return physical;
        }
        try {
            Class<?> type = Class.forName(
                    MARIADB + "Connection", false, physical.getClass().getClassLoader());
            return physical.isWrapperFor(type) ? (Connection) physical.unwrap(type) : null;
        } catch (ReflectiveOperationException | SQLException | RuntimeException | LinkageError anothers) {
            return null;
        }
    }

    /** Gives a connection up in the ordinary way. */
    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException | LinkageError alreadyBroken) {
            // There is nobody to tell: the connection is given up either way.
        }
    }

    /** The driver keeps its socket to itself, in a place that differs between its versions. */
    private static void closeSocket(Connection connection) {
        Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> next = new ArrayDeque<>();
        next.add(connection);
        while (!next.isEmpty() && met.size() < MAX_OBJECTS) {
            Object object = next.remove();
            if (object instanceof Socket socket) {
                closeQuietly(socket);
                return;
            }
            if (met.add(object)) {
                addFields(object, next);
            }
        }
    }

    private static void addFields(Object object, Deque<Object> next) {
        for (Class<?> type = object.getClass(); type.getName().startsWith(MARIADB); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    Object value = field.get(object);
                    if (value instanceof Socket
                            || (value != null && value.getClass().getName().startsWith(MARIADB))) {
                        next.add(value);
                    }
                } catch (IllegalAccessException | InaccessibleObjectException sealed) {
                    // A named module that is not open: abort is all that is left.
                    return;
                }
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // It is given up either way.
        }
    }
}
