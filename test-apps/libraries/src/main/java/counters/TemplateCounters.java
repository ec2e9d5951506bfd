// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.sql.PreparedStatement;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** By Spring's JdbcTemplate. */
@Component("template")
class TemplateCounters implements Counters {

    private final JdbcTemplate jdbc;

    TemplateCounters(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public int hits(long id) {
        return jdbc.queryForObject("SELECT coalesce(max(hits), 0) FROM counter WHERE id = ?", Integer.class, id);
    }

    @Override
    public int visits(long id) {
        return jdbc.queryForObject("SELECT count(*) FROM visit WHERE counter_id = ?", Integer.class, id);
    }

    @Override
    public void raise(long id) {
        if (jdbc.update("UPDATE counter SET hits = hits + 1 WHERE id = ?", id) == 0) {
            jdbc.update("INSERT INTO counter (id, hits) VALUES (?, 1)", id);
        }
        GeneratedKeyHolder keys = new GeneratedKeyHolder();
        jdbc.update(
                connection -> {
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO visit (counter_id) VALUES (?)", new String[] {"id"});
                    insert.setLong(1, id);
                    return insert;
                },
                keys);
        Counters.check(keys.getKey());
    }
}
