// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.binlog;

import java.util.Map;
import java.util.Set;
import replicated.dialect.UrlQuery;
import replicated.dialect.UrlRules;

/** URLs and properties that the drivers of MySQL and MariaDB have in common. */
public class BinlogUrls implements UrlRules {

    private final Map<String, String> timeouts;

    /**
     * Those of one driver.
     *
     * @param connectMillis how long connecting may take
     */
    public BinlogUrls(String connectMillis) {
        timeouts = Map.of("connectTimeout", connectMillis, "socketTimeout", "2000");
    }

    @Override
    public final Map<String, String> parameters(String url) {
        return UrlQuery.parameters(url);
    }

    /** Pipes and local sockets lead to a server of this machine, whatever the host says. */
    @Override
    public final Set<String> parametersOfTheServer() {
        return Set.of("localSocket", "pipe", "namedPipePath", "sharedMemory");
    }

    /** In milliseconds, whoever stands before it. */
    @Override
    public final Map<String, String> timeouts(boolean inMillis) {
        return timeouts;
    }

    @Override
    public final boolean statementsReachOtherDatabases() {
        return true;
    }

    @Override
    public final Map<String, String> clientName(String name) {
        return Map.of("connectionAttributes", "program_name:" + name);
    }
}
