package replicated.jdbc.source;

import java.util.Set;

/** The drivers' own data sources that make a new connection each time. */
final class VendorReader implements SourceReader {

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
    public void read(Bean source, SourceFacts facts) {
        String url = source.text("getUrl");
        facts.url = url == null ? source.text("getURL") : url;
        facts.username = source.text("getUser");
        facts.password = password(source);
        facts.passwordHidden = facts.password == null
                && SourceReaders.isA(
                        source.target().getClass(),
                        Set.of(
                                "com.microsoft.sqlserver.jdbc.SQLServerDataSource",
                                "oracle.jdbc.pool.OracleDataSource"));
    }

    /** MariaDB keeps it in the builder of its configuration. */
    static String password(Bean source) {
        String password = Bean.nonBlank(source.call("getPassword"));
        if (password == null) {
            password = Bean.nonBlank(source.field("password"));
        }
        Object builder = password == null ? source.field("builder") : null;
        return builder == null ? password : Bean.nonBlank(new Bean(builder).field("password"));
    }
}
