// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.jdbc;

import java.io.ByteArrayInputStream;
import java.io.CharArrayReader;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.SQLXML;
import java.sql.Struct;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.dialect.Dialects;

/**
 * Which values read on from the connection they came from, also when the rows they stood in are closed: locators, and
 * streams of them. Told by class, once for each. Thread-safe.
 */
final class StreamingValues {

    private static final List<Class<?>> TYPES = List.of(
            Array.class,
            Blob.class,
            Clob.class,
            InputStream.class,
            Reader.class,
            Ref.class,
            ResultSet.class,
            SQLXML.class,
            Struct.class);

    /** Hold all that they will ever tell. */
    private static final Set<String> IN_MEMORY =
            Set.of(ByteArrayInputStream.class.getName(), CharArrayReader.class.getName(), StringReader.class.getName());

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return TYPES.stream().anyMatch(attached -> attached.isAssignableFrom(type)) && !isInMemory(type.getName());
        }
    };

    private StreamingValues() {}

    private static boolean isInMemory(String type) {
        return IN_MEMORY.contains(type)
                || Dialects.all().stream()
                        .anyMatch(each -> each.session().valuesInMemory().contains(type));
    }

    /** Whether a value needs its connection. */
    @SuppressWarnings("JavaUtilDate") // the classes of most values are told without a look-up
    static boolean is(@Nullable Object value) {
        return value != null
                && !(value instanceof String || value instanceof Number || value instanceof Date)
                && KNOWN.get(value.getClass());
    }
}
