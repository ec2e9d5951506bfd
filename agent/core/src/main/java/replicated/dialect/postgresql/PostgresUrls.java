package replicated.dialect.postgresql;

import java.util.Map;
import java.util.Set;
import replicated.dialect.UrlQuery;
import replicated.dialect.UrlRules;

/** URLs and properties of PostgreSQL's drivers. */
final class PostgresUrls implements UrlRules {

    @Override
    public Map<String, String> parameters(String url) {
        return UrlQuery.parameters(url);
    }

    @Override
    public Set<String> parametersOfThePrimary() {
        return Set.of("targetServerType", "targetServerTypes", "loadBalanceHosts", "hostRecheckSeconds");
    }

    @Override
    public Set<String> parametersOfTheServer() {
        return Set.of("PGHOST", "PGPORT");
    }

    @Override
    public Set<String> parametersOfTheDatabase() {
        return Set.of("database", "databaseName", "dbname", "PGDBNAME");
    }

    @Override
    public Map<String, String> timeouts(boolean inMillis) {
        String two = inMillis ? "2000" : "2";
        return Map.of("connectTimeout", two, "socketTimeout", two, "tcpKeepAlive", "true");
    }
}
