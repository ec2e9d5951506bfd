// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import com.baomidou.dynamic.datasource.DynamicRoutingDataSource;
import com.p6spy.engine.spy.P6DataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import net.sf.log4jdbc.sql.jdbcapi.DataSourceSpy;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import net.ttddyy.observation.tracing.DataSourceObservationListener;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * What stands between an application and its pool, be it a data source or a driver: of Spring, and of libraries that
 * look at what passes.
 */
public enum WrappedPool implements Source {
    SPRING_DELEGATING {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return new DelegatingDataSource(pool(url, user, password));
        }
    },
    SPRING_LAZY {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return new LazyConnectionDataSourceProxy(pool(url, user, password));
        }
    },
    SPRING_TRANSACTION_AWARE {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return new TransactionAwareDataSourceProxy(pool(url, user, password));
        }
    },
    SPRING_ROUTING {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    return "one";
                }
            };
            routing.setTargetDataSources(Map.of("one", pool(url, user, password)));
            routing.afterPropertiesSet();
            return routing;
        }
    },
    BAOMIDOU_ROUTING {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            DataSource druid = Pool.DRUID.open(url, user, password);
            DynamicRoutingDataSource routing = new DynamicRoutingDataSource(List.of(() -> Map.of("master", druid)));
            routing.afterPropertiesSet();
            return routing;
        }
    },
    DATASOURCE_PROXY {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return ProxyDataSourceBuilder.create(pool(url, user, password))
                    .countQuery()
                    .build();
        }
    },
    DATASOURCE_MICROMETER {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return ProxyDataSourceBuilder.create(pool(url, user, password))
                    .listener(new DataSourceObservationListener(ObservationRegistry.create()))
                    .build();
        }
    },
    P6SPY {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return new P6DataSource(pool(url, user, password));
        }
    },
    OPENTELEMETRY {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return JdbcTelemetry.create(OpenTelemetrySdk.builder()
                            .setTracerProvider(SdkTracerProvider.builder().build())
                            .build())
                    .wrap(pool(url, user, password));
        }
    },
    LOG4JDBC {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return new DataSourceSpy(pool(url, user, password));
        }
    },
    OPENTELEMETRY_DRIVER {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return Pool.HIKARI.open(url.replaceFirst("jdbc:", "jdbc:otel:"), user, password);
        }
    },
    LOG4JDBC_DRIVER {
        @Override
        public DataSource open(String url, String user, String password) throws SQLException {
            return Pool.HIKARI.open(url.replaceFirst("jdbc:", "jdbc:log4jdbc:"), user, password);
        }
    };

    /** One for all of them, unless one has closed it: what the agent knows is what stands behind. */
    private static HikariDataSource shared;

    private static synchronized DataSource pool(String url, String user, String password) throws SQLException {
        if (shared == null || shared.isClosed()) {
            shared = (HikariDataSource) Pool.HIKARI.open(url, user, password);
        }
        return shared;
    }
}
