// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.shardingsphere.driver.api.yaml.YamlShardingSphereDataSourceFactory;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/** Ways for an application to read from a replica, each as its maker's manual says. */
public enum Contestant {
    /** A pool to one server, as before any of this. */
    HIKARI("HikariCP alone", "GET", false, 1) {
        @Override
        DataSource open() {
            return pool(NoopDriver.PRIMARY);
        }
    },
    PRIMARY("replicated, to the primary", "POST", false, 1) {
        @Override
        DataSource open() {
            return pool(NoopDriver.PRIMARY);
        }
    },
    REPLICA("replicated, to a replica", "GET", false, 1) {
        @Override
        DataSource open() {
            return pool(NoopDriver.PRIMARY);
        }
    },
    SPRING_LAZY("Spring LazyConnectionDataSourceProxy", "GET", true, 1) {
        @Override
        DataSource open() {
            LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(pool(NoopDriver.PRIMARY));
            lazy.setReadOnlyDataSource(pool(NoopDriver.REPLICA));
            lazy.setDefaultAutoCommit(true);
            lazy.setDefaultTransactionIsolation(java.sql.Connection.TRANSACTION_READ_COMMITTED);
            return lazy;
        }
    },
    AWS_NO_PLUGINS("AWS JDBC wrapper, no plugins", "GET", false, 2) {
        @Override
        DataSource open() {
            return aws("wrapperPlugins=");
        }
    },
    AWS_DEFAULT("AWS JDBC wrapper, default plugins", "GET", false, 20) {
        @Override
        DataSource open() {
            return aws("");
        }
    },
    AWS_SPLITTING("AWS JDBC wrapper, srw plugin", "GET", true, 50) {
        @Override
        DataSource open() {
            return aws("wrapperPlugins=srw&srwWriteEndpoint=primary&srwReadEndpoint=replica"
                    + "&verifyNewSrwConnections=false");
        }
    },
    SHARDING_SPHERE("ShardingSphere-JDBC readwrite-splitting", "GET", false, 200) {
        @Override
        DataSource open() throws SQLException, IOException {
            Map<String, DataSource> pools = new LinkedHashMap<>();
            // It knows databases by their URLs, and this is one that it knows.
            pools.put("primary", pool("jdbc:mysql:noop://primary/bench"));
            pools.put("replica", pool("jdbc:mysql:noop://replica/bench"));
            String rules = """
                    rules:
                    - !SINGLE
                      tables:
                        - "*.*"
                    - !READWRITE_SPLITTING
                      dataSourceGroups:
                        bench:
                          writeDataSourceName: primary
                          readDataSourceNames: [replica]
                          loadBalancerName: turns
                      loadBalancers:
                        turns:
                          type: ROUND_ROBIN
                    """;
            return YamlShardingSphereDataSourceFactory.createDataSource(pools, rules.getBytes(StandardCharsets.UTF_8));
        }
    };

    final String title;
    final String method;
    /** Whether the product has to be told that a connection is for reading. */
    final boolean toldReadOnly;

    /** Roughly how many times the CPU time of HikariCP it takes: so much less work is enough to measure it. */
    final int slowness;

    Contestant(String title, String method, boolean toldReadOnly, int slowness) {
        this.title = title;
        this.method = method;
        this.toldReadOnly = toldReadOnly;
        this.slowness = slowness;
    }

    abstract DataSource open() throws SQLException, IOException;

    /** Whether this one is ours, and has to be started with the agent. */
    boolean agent() {
        return this == PRIMARY || this == REPLICA;
    }

    private static DataSource aws(String parameters) {
        NoopDriver.register();
        // By default it keeps a record of each statement for a minute: at this rate more than any heap holds.
        System.setProperty("aws.jdbc.config.exception.context.enabled", "false");
        return pool(
                software.amazon.jdbc.Driver.class,
                "jdbc:aws-wrapper:noop://primary/bench?wrapperDialect=pg&" + parameters);
    }

    private static HikariDataSource pool(String url) {
        return pool(NoopDriver.class, url);
    }

    private static HikariDataSource pool(Class<? extends Driver> driver, String url) {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(driver.getName());
        config.setJdbcUrl(url);
        config.setPoolName("bench");
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }
}
