// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.dialect.postgresql;

import java.util.List;
import java.util.Map;
import replicated.dialect.SessionNumber;
import replicated.dialect.SessionRules;

/** Sessions of PostgreSQL, and its drivers. */
final class PostgresSession implements SessionRules {

    /** Whether {@code setReadOnly} shows at each BEGIN (the default), or is left in the session. */
    private static final String READ_ONLY_MODE = "readOnlyMode";

    private static final List<SessionNumber> NUMBERS = List.of(
            new SessionNumber("org.postgresql.PGConnection", "getBackendPID"),
            new SessionNumber("com.edb.PGConnection", "getBackendPID"));

    @Override
    public List<String> readOnly() {
        return List.of("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
    }

    @Override
    public boolean readOnlyByTransaction(Map<String, String> urlParameters) {
        return !urlParameters.containsKey(READ_ONLY_MODE);
    }

    @Override
    public List<SessionNumber> numbers() {
        return NUMBERS;
    }

    @Override
    public Map<String, String> propertiesForPooler() {
        return Map.of("prepareThreshold", "0");
    }

    @Override
    public Map<String, String> overriddenForPooler() {
        return Map.of(READ_ONLY_MODE, "transaction");
    }
}
