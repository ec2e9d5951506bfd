// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision table of a statement: each line is a promise to the operator who reads the reason. That writes go to the
 * primary is the first lock of P1; fails if {@code Decide.statement} has nothing against WRITE.
 */
class DecideTest {

    @ParameterizedTest(name = "{0} {1} wrote={2} transaction={3} route={4} -> {5} {6}")
    @CsvSource({
        // intent         statement     wrote  transaction route    target   reason
        "READ_METHOD,        READ,         false, NONE, TRUSTED, replica, READ_METHOD",
        "READ_METHOD,        SESSION,      false, NONE, TRUSTED, replica, READ_METHOD",
        "RULE_REPLICA,       READ,         false, NONE, TRUSTED, replica, RULE_REPLICA",
        "ANNOTATION_REPLICA, READ,         false, NONE, TRUSTED, replica, ANNOTATION_REPLICA",
        "READ_ONLY_TRANSACTION, READ,      false, NONE, TRUSTED, replica, READ_ONLY_TRANSACTION",
        "READ_METHOD,        WRITE,        false, NONE, TRUSTED, primary, WRITE_STATEMENT",
        "READ_METHOD,        PRIMARY_ONLY, false, NONE, TRUSTED, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        TRANSACTION,  false, NONE, TRUSTED, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        UNKNOWN,      false, NONE, TRUSTED, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        READ,         true,  NONE, TRUSTED, primary, WROTE_EARLIER",
        "READ_METHOD,        WRITE,        true,  SERIALIZABLE,  WRITER,  primary, WROTE_EARLIER",
        "READ_METHOD,        READ,         false, SERIALIZABLE,  TRUSTED, primary, ISOLATION",
        "READ_METHOD,        READ,         false, NONE, WRITER,  primary, LEARNED_WRITER",
        "READ_METHOD,        READ,         false, SERIALIZABLE,  WRITER,  primary, ISOLATION",
        "READ_METHOD,        READ,         false, NONE, UNTRUSTED, primary, UNTRUSTED_ROUTE",
        "READ_METHOD,        WRITE,        false, NONE, UNTRUSTED, primary, WRITE_STATEMENT",
        "RULE_REPLICA,       READ,         false, NONE, UNTRUSTED, replica, RULE_REPLICA",
        "ANNOTATION_REPLICA, READ,         false, NONE, UNTRUSTED, replica, ANNOTATION_REPLICA",
        "READ_ONLY_TRANSACTION, READ,      false, NONE, UNTRUSTED, replica, READ_ONLY_TRANSACTION",
        "READ_METHOD,        READ,         false, NONE, NOT_IN_SHARE, primary, NOT_IN_SHARE",
        "RULE_REPLICA,       READ,         false, NONE, NOT_IN_SHARE, replica, RULE_REPLICA",
        "WRITE_METHOD,       READ,         false, NONE, TRUSTED, primary, WRITE_METHOD",
        "WRITE_METHOD,       WRITE,        true,  SERIALIZABLE,  WRITER,  primary, WRITE_METHOD",
        "ANNOTATION_PRIMARY, READ,         false, NONE, TRUSTED, primary, ANNOTATION_PRIMARY",
        "RULE_PRIMARY,       READ,         false, NONE, TRUSTED, primary, RULE_PRIMARY",
        "AUTO_READ_OFF,      READ,         false, NONE, TRUSTED, primary, AUTO_READ_OFF",
        "READ_METHOD,        READ,         false, MANAGED, TRUSTED, primary, MANAGED_TRANSACTION",
        "RULE_REPLICA,       READ,         true,  MANAGED, WRITER, primary, MANAGED_TRANSACTION",
        "WRITE_METHOD,       READ,         false, MANAGED, TRUSTED, primary, WRITE_METHOD",
        "READ_METHOD,        READ,         false, STRICT_CACHE_FILL, TRUSTED, primary, CACHE_FILL",
        "READ_METHOD,        READ,         true,  STRICT_CACHE_FILL, TRUSTED, primary, CACHE_FILL",
        "OFF,                READ,         false, NONE, TRUSTED, primary, OFF",
    })
    void statementGoesWhereTheFactsSay(
            String intent,
            StatementKind kind,
            boolean wrote,
            TransactionDemand transaction,
            RouteTrust trust,
            String target,
            Reason reason)
            throws ReflectiveOperationException {
        Intent given = (Intent) Intent.class.getField(intent).get(null);

        Decision decision = Decide.statement(given, kind, wrote, transaction, trust);

        assertThat(decision).isSameAs(target.equals("replica") ? Decision.replica(reason) : Decision.primary(reason));
    }
}
