// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.springframework.stereotype.Component;

/** By jOOQ. */
@Component("jooq")
class JooqCounters implements Counters {

    private static final Table<Record> COUNTER = table(name("counter"));
    private static final Table<Record> VISIT = table(name("visit"));
    private static final Field<Long> ID = field(name("id"), Long.class);
    private static final Field<Integer> HITS = field(name("hits"), Integer.class);
    private static final Field<Long> COUNTER_ID = field(name("counter_id"), Long.class);

    private final DSLContext sql;

    JooqCounters(DSLContext sql) {
        this.sql = sql;
    }

    @Override
    public int hits(long id) {
        return sql.select(coalesce(max(HITS), 0))
                .from(COUNTER)
                .where(ID.eq(id))
                .fetchSingle()
                .value1();
    }

    @Override
    public int visits(long id) {
        return sql.fetchCount(VISIT, COUNTER_ID.eq(id));
    }

    @Override
    public void raise(long id) {
        if (sql.update(COUNTER).set(HITS, HITS.plus(1)).where(ID.eq(id)).execute() == 0) {
            sql.insertInto(COUNTER).set(ID, id).set(HITS, 1).execute();
        }
        Counters.check(sql.insertInto(VISIT)
                .set(COUNTER_ID, id)
                .returningResult(ID)
                .fetchSingle()
                .value1());
    }
}
