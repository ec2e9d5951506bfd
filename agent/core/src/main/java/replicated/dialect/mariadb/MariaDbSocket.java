// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

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
import org.jspecify.annotations.Nullable;

/**
 * The socket of a connection of MariaDB's driver. To abort a connection the driver (3.5.11) first logs in anew to send
 * a KILL and then reads what is left of the answer, behind the very thread that waits for it: with a server that does
 * not answer both wait for ever. Stateless.
 */
final class MariaDbSocket {

    private static final String MARIADB = "org.mariadb.jdbc.";

    /** A connection, its client and what hangs on that are a few dozen objects. */
    private static final int MAX_OBJECTS = 200;

    private MariaDbSocket() {}

    /** Closes it, if the connection is of this driver; without a word to the server. */
    static void close(Connection physical) {
        Connection own = mariaDbs(physical);
        if (own != null) {
            closeSocket(own);
        }
    }

    /** MariaDB's own connection, also behind a driver that stands before it; null: it is another driver's. */
    private static @Nullable Connection mariaDbs(Connection physical) {
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
