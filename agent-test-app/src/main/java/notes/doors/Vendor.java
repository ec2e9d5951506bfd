// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes.doors;

import com.mysql.cj.jdbc.MysqlDataSource;
import com.mysql.cj.jdbc.MysqlXADataSource;
import java.sql.SQLException;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/** The driver's own data sources, and what SQL the databases have no common words for. */
enum Vendor {
    POSTGRESQL("SELECT lower(?, ?)", "own_row", "SELECT inet_server_port()") {
        @Override
        DataSource dataSource(String url) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(url);
            return source;
        }

        @Override
        XADataSource xaDataSource(String url) {
            PGXADataSource source = new PGXADataSource();
            source.setUrl(url);
            return source;
        }
    },

    MARIADB("SELECT %s.lower(?, ?)", "my_row", "SELECT @@port") {
        @Override
        DataSource dataSource(String url) throws SQLException {
            return new MariaDbDataSource(url);
        }

        @Override
        XADataSource xaDataSource(String url) throws SQLException {
            return new MariaDbDataSource(url);
        }
    },

    MYSQL("SELECT %s.lower(?, ?)", "my_row", "SELECT @@port") {
        @Override
        DataSource dataSource(String url) {
            MysqlDataSource source = new MysqlDataSource();
            source.setUrl(url);
            return source;
        }

        @Override
        XADataSource xaDataSource(String url) {
            MysqlXADataSource source = new MysqlXADataSource();
            source.setUrl(url);
            return source;
        }
    };

    /** Calls a function that writes and has the name of a built-in; {@code %s} is the database. */
    final String overloadQuery;
    /** The rows that {@code set_who} lets a session see. */
    final String ownRows;
    /** A query whose answer tells one server from another. */
    final String serverQuery;

    Vendor(String overloadQuery, String ownRows, String serverQuery) {
        this.overloadQuery = overloadQuery;
        this.ownRows = ownRows;
        this.serverQuery = serverQuery;
    }

    static Vendor of(String url) {
        for (Vendor vendor : values()) {
            if (url.regionMatches(
                    true, 0, "jdbc:" + vendor + ":", 0, vendor.name().length() + 6)) {
                return vendor;
            }
        }
        throw new IllegalArgumentException("No doors for " + url);
    }

    /** Has neither a user nor a password. */
    abstract DataSource dataSource(String url) throws SQLException;

    /** Has neither a user nor a password. */
    abstract XADataSource xaDataSource(String url) throws SQLException;
}
