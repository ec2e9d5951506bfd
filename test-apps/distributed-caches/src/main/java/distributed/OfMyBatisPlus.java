// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import com.baomidou.mybatisplus.core.MybatisConfiguration;
import com.baomidou.mybatisplus.core.MybatisSqlSessionFactoryBuilder;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.CacheNamespace;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** MyBatis' cache of a mapper, by the executor that MyBatis-Plus had of its own. */
@Configuration
class OfMyBatisPlus {

    @CacheNamespace
    interface Mapper {

        @Select("SELECT coalesce(max(hits), 0) FROM counter WHERE id = #{id}")
        Integer hits(long id);
    }

    @Bean
    Cached mybatisPlus(DataSource dataSource) {
        MybatisConfiguration configuration =
                new MybatisConfiguration(new Environment("test", new JdbcTransactionFactory(), dataSource));
        configuration.addMapper(Mapper.class);
        SqlSessionFactory sessions = new MybatisSqlSessionFactoryBuilder().build(configuration);
        return new Cached(
                id -> {
                    try (SqlSession session = sessions.openSession(true)) {
                        return session.getMapper(Mapper.class).hits(id);
                    }
                },
                id -> configuration.getCache(Mapper.class.getName()).clear());
    }
}
