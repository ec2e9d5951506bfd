// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Mapper;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.springframework.stereotype.Component;

/** By MyBatis. */
@Component("mybatis")
class MyBatisCounters implements Counters {

    /** A visit to be recorded, and its key afterwards. */
    static final class NewVisit {
        final long counter;
        Long id;

        NewVisit(long counter) {
            this.counter = counter;
        }
    }

    /** The statements. */
    @Mapper
    interface Statements {

        @Select("SELECT coalesce(max(hits), 0) FROM counter WHERE id = #{id}")
        int hits(long id);

        @Select("SELECT count(*) FROM visit WHERE counter_id = #{id}")
        int visits(long id);

        @Update("UPDATE counter SET hits = hits + 1 WHERE id = #{id}")
        int raise(long id);

        @Insert("INSERT INTO counter (id, hits) VALUES (#{id}, 1)")
        void create(long id);

        @Insert("INSERT INTO visit (counter_id) VALUES (#{counter})")
        @Options(useGeneratedKeys = true, keyProperty = "id", keyColumn = "id")
        void record(NewVisit visit);
    }

    private final Statements statements;

    MyBatisCounters(Statements statements) {
        this.statements = statements;
    }

    @Override
    public int hits(long id) {
        return statements.hits(id);
    }

    @Override
    public int visits(long id) {
        return statements.visits(id);
    }

    @Override
    public void raise(long id) {
        if (statements.raise(id) == 0) {
            statements.create(id);
        }
        NewVisit visit = new NewVisit(id);
        statements.record(visit);
        Counters.check(visit.id);
    }
}
