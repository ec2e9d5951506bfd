// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The drivers' own data sources that make a new connection each time. */
final class VendorReader implements SourceReader {

    private static final Pattern MASKED = Pattern.compile("(?<=[?&])(\\w+)=\\*{3}(?:&|$)");

    @Override
    public Set<String> classNames() {
        return Set.of(
                "org.postgresql.ds.PGSimpleDataSource",
                "com.mysql.cj.jdbc.MysqlDataSource",
                "org.mariadb.jdbc.MariaDbDataSource",
                "org.h2.jdbcx.JdbcDataSource",
                "com.microsoft.sqlserver.jdbc.SQLServerDataSource",
                "oracle.jdbc.pool.OracleDataSource");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.PLAIN;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        String url = source.text("getUrl");
        facts.url = url == null ? source.text("getURL") : url;
        facts.username = source.text("getUser");
        facts.password = password(source);
        unmask(source, facts);
        facts.passwordHidden = facts.password == null
                && ClassNames.isA(
                        source.target().getClass(),
                        Set.of(
                                "com.microsoft.sqlserver.jdbc.SQLServerDataSource",
                                "oracle.jdbc.pool.OracleDataSource"));
    }

    /** MariaDB keeps it in the builder of its configuration. */
    static @Nullable String password(ReflectedObject source) {
        String password = ReflectedObject.nonBlank(source.call("getPassword"));
        if (password == null) {
            password = ReflectedObject.nonBlank(source.field("password"));
        }
        Object builder = password == null ? source.field("builder") : null;
        return builder == null ? password : ReflectedObject.nonBlank(new ReflectedObject(builder).field("password"));
    }

    /**
     * MariaDB's URL has stars where the passwords are, which the driver would take for them: the builder knows the true
     * ones.
     */
    static void unmask(ReflectedObject source, SourceFacts facts) {
        Object builder = facts.url == null ? null : source.field("builder");
        if (builder == null) {
            return;
        }
        Matcher masked = MASKED.matcher(facts.url);
        while (masked.find()) {
            String value = ReflectedObject.nonBlank(new ReflectedObject(builder).field(masked.group(1)));
            if (value != null) {
                facts.driverProperties.put(masked.group(1), value);
            }
        }
        facts.url = masked.replaceAll("").replaceFirst("[?&]$", "");
    }
}
