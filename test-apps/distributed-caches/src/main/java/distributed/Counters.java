// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Counters in the database. */
@Component
class Counters {

    private final JdbcTemplate jdbc;

    Counters(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute("CREATE TABLE IF NOT EXISTS counter (id BIGINT PRIMARY KEY, hits INT NOT NULL)");
    }

    /** How often a counter was raised. */
    int hits(long id) {
        return jdbc.queryForObject("SELECT coalesce(max(hits), 0) FROM counter WHERE id = ?", Integer.class, id);
    }

    void raise(long id) {
        jdbc.update(
                "INSERT INTO counter (id, hits) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET hits = counter.hits + 1",
                id);
    }
}
