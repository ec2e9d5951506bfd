// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.mariadb;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import replicated.bookmark.MariaDbPosition;
import replicated.bookmark.Position;
import replicated.dialect.CommitAnswers;

/**
 * The GTID in the answer to a commit, where the application's session has {@code last_gtid} among its
 * {@code session_track_system_variables}. MariaDB's driver (3.5) reads the changes of the session that come with an OK
 * packet and throws this one away, so they are looked at as it reads them ({@link #reads}), on the thread that has sent
 * the commit. Where nothing was woven (other versions), or the variable did not come, nothing is known.
 *
 * @see <a href="https://mariadb.com/kb/en/ok_packet/">OK packet</a>
 */
final class MariaDbCommitAnswers implements CommitAnswers {

    private static final String DRIVERS = "org.mariadb.jdbc.";

    /** Type of a change: a system variable. All types have a length before what they hold. */
    private static final int SYSTEM_VARIABLE = 0;

    private static final String LAST_GTID = "last_gtid";

    /** A null in place of a length, and lengths of 2, 3 and 8 bytes after it. */
    private static final int NULL = 0xfb;

    private static final int TWO_BYTES = 0xfc;
    private static final int THREE_BYTES = 0xfd;

    /** What came on this thread since it was last asked. A text: nothing of an application is held. */
    private static final ThreadLocal<Told> TOLD = ThreadLocal.withInitial(Told::new);

    private static final class Told {
        private @Nullable String gtid;
    }

    /** By the class of the driver's buffer: what is found is of its loader, and goes with it. */
    private static final ClassValue<Optional<Buffer>> BUFFERS = new ClassValue<>() {
        @Override
        protected Optional<Buffer> computeValue(Class<?> type) {
            try {
                return Optional.of(Buffer.of(type));
            } catch (ReflectiveOperationException | RuntimeException | LinkageError another) {
                return Optional.empty();
            }
        }
    };

    private record Buffer(MethodHandle bytes, MethodHandle position, MethodHandle left) {

        static Buffer of(Class<?> type) throws ReflectiveOperationException {
            return new Buffer(
                    method(type, "buf", byte[].class),
                    method(type, "pos", int.class),
                    method(type, "readableBytes", int.class));
        }

        private static MethodHandle method(Class<?> of, String name, Class<?> result)
                throws ReflectiveOperationException {
            return MethodHandles.publicLookup()
                    .findVirtual(of, name, MethodType.methodType(result))
                    .asType(MethodType.methodType(result, Object.class));
        }
    }

    /** Of a {@code ReadableByteBuf}, at the first of the changes. */
    @Override
    public void reads(@Nullable Object buffer) {
        Optional<Buffer> known = buffer == null ? Optional.empty() : BUFFERS.get(buffer.getClass());
        if (known.isEmpty()) {
            return;
        }
        try {
            Buffer methods = known.get();
            int at = (int) methods.position().invokeExact(buffer);
            int left = (int) methods.left().invokeExact(buffer);
            String gtid = lastGtid((byte[]) methods.bytes().invokeExact(buffer), at, at + left);
            if (gtid != null) {
                TOLD.get().gtid = gtid;
            }
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable notTold) {
            // The primary is asked.
        }
    }

    /**
     * The value of the variable in the changes of a session.
     *
     * @param packet holds them
     * @param from where their length is
     * @param to where the packet ends
     * @return null where it is not among them, or they are not what the manual says
     */
    static @Nullable String lastGtid(byte[] packet, int from, int to) {
        Changes all = new Changes(packet, from, Math.min(to, packet.length));
        Changes changes = all.part();
        while (changes != null && changes.at < changes.end) {
            int type = changes.next();
            Changes change = changes.part();
            while (type == SYSTEM_VARIABLE && change != null && change.at < change.end) {
                String name = change.text();
                String value = change.text();
                if (LAST_GTID.equals(name)) {
                    return value;
                }
            }
            if (change == null) {
                return null;
            }
        }
        return null;
    }

    /** Reads a part of a packet. Whoever reads beyond its end gets what is empty. */
    private static final class Changes {
        private final byte[] packet;
        private final int end;
        private int at;

        Changes(byte[] packet, int at, int end) {
            this.packet = packet;
            this.at = at;
            this.end = end;
        }

        int next() {
            return at < end ? packet[at++] & 0xff : NULL;
        }

        /** -1: null, or longer than what is left. */
        private int length() {
            int first = next();
            int bytes = first < NULL ? 0 : first == TWO_BYTES ? 2 : first == THREE_BYTES ? 3 : -1;
            int length = bytes == 0 ? first : 0;
            for (int i = 0; i < bytes; i++) {
                length |= next() << (8 * i);
            }
            return bytes < 0 || length > end - at ? -1 : length;
        }

        @Nullable
        Changes part() {
            int length = length();
            if (length < 0) {
                return null;
            }
            Changes part = new Changes(packet, at, at + length);
            at += length;
            return part;
        }

        @Nullable
        String text() {
            int length = length();
            if (length < 0) {
                return null;
            }
            at += length;
            return new String(packet, at - length, length, StandardCharsets.US_ASCII);
        }
    }

    @Override
    public @Nullable Object before(Connection connection, @Nullable Driver driver) {
        if (driver == null || !driver.getClass().getName().startsWith(DRIVERS)) {
            return null;
        }
        Told told = TOLD.get();
        told.gtid = null;
        return told;
    }

    @Override
    public @Nullable Position since(Object before) {
        Told told = (Told) before;
        String gtid = told.gtid;
        told.gtid = null;
        return gtid == null ? null : MariaDbPosition.of(gtid).orElse(null);
    }
}
