// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks.macro;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.shardingsphere.driver.api.yaml.YamlShardingSphereDataSourceFactory;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import replicated.servers.Cluster;

/** Ways for the one application to read from two replicas, each as its maker's manual says. */
enum Side {
    ALONE("the application alone", false) {
        @Override
        DataSource open(Servers servers) {
            return pool(servers.url(servers.primary()));
        }
    },
    AGENT("**replicated**", false) {
        @Override
        DataSource open(Servers servers) {
            return pool(servers.url(servers.primary()));
        }
    },
    SPRING("Spring's lazy proxy, read-only data source", true) {
        @Override
        DataSource open(Servers servers) {
            LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy();
            lazy.setTargetDataSource(pool(servers.url(servers.primary())));
            lazy.setReadOnlyDataSource(pool(servers.url(servers.standbys()) + "?loadBalanceHosts=true"));
            lazy.setDefaultAutoCommit(true);
            lazy.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return lazy;
        }
    },
    AWS("AWS's wrapper, read/write splitting", true) {
        @Override
        DataSource open(Servers servers) {
            // By default it keeps a record of each statement for a minute.
            System.setProperty("aws.jdbc.config.exception.context.enabled", "false");
            return pool(
                    servers.url(servers.primary() + "," + servers.standbys()).replace("jdbc:", "jdbc:aws-wrapper:")
                            + "?wrapperDialect=pg&wrapperPlugins=readWriteSplitting&singleWriterConnectionString=true"
                            + "&readerHostSelectorStrategy=roundRobin");
        }
    },
    SHARDING_SPHERE("ShardingSphere-JDBC, read/write splitting", false) {
        @Override
        DataSource open(Servers servers) throws SQLException, IOException {
            Map<String, DataSource> pools = new LinkedHashMap<>();
            pools.put("primary", pool(servers.url(servers.primary())));
            List<String> standbys = List.of(servers.standbys().split(","));
            for (String standby : standbys) {
                pools.put("standby_" + standbys.indexOf(standby), pool(servers.url(standby)));
            }
            String readers = pools.keySet().stream()
                    .filter(name -> !name.equals("primary"))
                    .collect(Collectors.joining(", "));
            String rules = """
                    rules:
                    - !SINGLE
                      tables:
                        - "*.*.*"
                    - !READWRITE_SPLITTING
                      dataSourceGroups:
                        bench:
                          writeDataSourceName: primary
                          readDataSourceNames: [%s]
                          loadBalancerName: turns
                      loadBalancers:
                        turns:
                          type: ROUND_ROBIN
                    """.formatted(readers);
            return YamlShardingSphereDataSourceFactory.createDataSource(pools, rules.getBytes(StandardCharsets.UTF_8));
        }
    },
    PGPOOL("pgpool-II", false) {
        @Override
        DataSource open(Servers servers) {
            return pool(servers.url(servers.pgpool()));
        }
    };

    /** Connections of each pool; pgpool-II gets as many clients. */
    static final int POOL = 8;

    final String title;
    /**
     * Whether the application has to tell a connection that it is for reading, as
     * {@code @Transactional(readOnly = true)} does.
     */
    final boolean toldReadOnly;

    Side(String title, boolean toldReadOnly) {
        this.title = title;
        this.toldReadOnly = toldReadOnly;
    }

    /**
     * The servers as the application's environment names them.
     *
     * @param primary host and port
     * @param standbys the same of each, with commas between them
     * @param pgpool host and port; empty where it is not installed
     * @param database the contestant's own
     */
    record Servers(String primary, String standbys, String pgpool, String database) {

        /** The URL of the contestant's database there. */
        String url(String hosts) {
            return "jdbc:postgresql://" + hosts + "/" + database;
        }
    }

    abstract DataSource open(Servers servers) throws SQLException, IOException;

    /** The contestant's own database, so that the servers count its reads apart from those of others. */
    String database() {
        return "side_" + ordinal();
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(Cluster.USER);
        config.setPassword(Cluster.PASSWORD);
        config.setMaximumPoolSize(POOL);
        return new HikariDataSource(config);
    }
}
