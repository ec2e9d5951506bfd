// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.sql.Driver;
import java.util.Set;

/** Spring's data sources that make a new connection each time. */
final class SpringReader implements SourceReader {

    private static final String SINGLE_CONNECTION = "org.springframework.jdbc.datasource.SingleConnectionDataSource";

    @Override
    public Set<String> classNames() {
        return Set.of("org.springframework.jdbc.datasource.AbstractDriverBasedDataSource");
    }

    @Override
    public SourceKind kind() {
        return SourceKind.PLAIN;
    }

    @Override
    public void read(ReflectedObject source, SourceFacts facts) {
        if (ClassNames.isA(source.target().getClass(), Set.of(SINGLE_CONNECTION))) {
            facts.notRoutedReason = "all its callers share one connection and its state";
        }
        facts.url = source.text("getUrl");
        facts.username = source.text("getUsername");
        facts.password = source.text("getPassword");
        facts.driver = source.call("getDriver") instanceof Driver driver ? driver : null;
        facts.driverProperties.putAll(ReflectedObject.properties(source.call("getConnectionProperties")));
        facts.schema = source.text("getSchema");
        facts.catalog = source.text("getCatalog");
    }
}
