// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Notes as a cache keeps them for all requests: what goes past {@link #change} it does not know. Thread-safe. */
final class CachedNotes implements Door {

    private static final int SIZE = 10_000;

    private final DataSource database;
    private final LoadingCache<Long, String> cache =
            Caffeine.newBuilder().maximumSize(SIZE).build(this::load);

    CachedNotes(DataSource database) {
        this.database = database;
    }

    private String load(Long note) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Notes.find(connection, note);
        }
    }

    /** The note as JSON, {@code null} where there is none. */
    String find(long note) {
        return cache.get(note);
    }

    @Override
    public boolean change(long note, String text) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Notes.update(connection, note, text);
        } finally {
            cache.invalidate(note);
        }
    }
}
