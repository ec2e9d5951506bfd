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
    SPRING_DELEGATING,
    SPRING_LAZY,
    SPRING_TRANSACTION_AWARE,
    SPRING_ROUTING,
    BAOMIDOU_ROUTING,
    DATASOURCE_PROXY,
    DATASOURCE_MICROMETER,
    P6SPY,
    OPENTELEMETRY,
    LOG4JDBC,
    OPENTELEMETRY_DRIVER,
    LOG4JDBC_DRIVER;

    @Override
    public DataSource open(String url, String user, String password) throws SQLException {
        return switch (this) {
            case BAOMIDOU_ROUTING -> baomidou(Pool.DRUID.open(url, user, password));
            case OPENTELEMETRY_DRIVER -> Pool.HIKARI.open(url.replaceFirst("jdbc:", "jdbc:otel:"), user, password);
            case LOG4JDBC_DRIVER -> Pool.HIKARI.open(url.replaceFirst("jdbc:", "jdbc:log4jdbc:"), user, password);
            default -> over(pool(url, user, password));
        };
    }

    private DataSource over(DataSource pool) {
        return switch (this) {
            case SPRING_DELEGATING -> new DelegatingDataSource(pool);
            case SPRING_LAZY -> new LazyConnectionDataSourceProxy(pool);
            case SPRING_TRANSACTION_AWARE -> new TransactionAwareDataSourceProxy(pool);
            case SPRING_ROUTING -> routing(pool);
            case DATASOURCE_PROXY ->
                ProxyDataSourceBuilder.create(pool).countQuery().build();
            case DATASOURCE_MICROMETER ->
                ProxyDataSourceBuilder.create(pool)
                        .listener(new DataSourceObservationListener(ObservationRegistry.create()))
                        .build();
            case P6SPY -> new P6DataSource(pool);
            case OPENTELEMETRY ->
                JdbcTelemetry.create(OpenTelemetrySdk.builder()
                                .setTracerProvider(SdkTracerProvider.builder().build())
                                .build())
                        .wrap(pool);
            case LOG4JDBC -> new DataSourceSpy(pool);
            default -> throw new IllegalStateException(this + " stands over no pool of the application's");
        };
    }

    private static DataSource routing(DataSource pool) {
        AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
            @Override
            protected Object determineCurrentLookupKey() {
                return "one";
            }
        };
        routing.setTargetDataSources(Map.of("one", pool));
        routing.afterPropertiesSet();
        return routing;
    }

    private static DataSource baomidou(DataSource pool) {
        DynamicRoutingDataSource routing = new DynamicRoutingDataSource(List.of(() -> Map.of("master", pool)));
        routing.afterPropertiesSet();
        return routing;
    }

    /** One for all of them, unless one has closed it: what the agent knows is what stands behind. */
    private static HikariDataSource shared;

    private static synchronized DataSource pool(String url, String user, String password) throws SQLException {
        if (shared == null || shared.isClosed()) {
            shared = (HikariDataSource) Pool.HIKARI.open(url, user, password);
        }
        return shared;
    }
}
