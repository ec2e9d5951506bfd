package replicated.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision table of a statement: each line is a promise to the operator who reads the reason. That writes go to the primary is the
 * first lock of P1; fails if {@code Decide.statement} has nothing against WRITE.
 */
class DecideTest {

    @ParameterizedTest(name = "{0} {1} wrote={2} serializable={3} route={4} -> {5} {6}")
    @CsvSource({
        // intent         statement     wrote  serial route    target   reason
        "READ_METHOD,        READ,         false, false, TRUSTED, replica, READ_METHOD",
        "READ_METHOD,        SESSION,      false, false, TRUSTED, replica, READ_METHOD",
        "RULE_REPLICA,       READ,         false, false, TRUSTED, replica, RULE_REPLICA",
        "ANNOTATION_REPLICA, READ,         false, false, TRUSTED, replica, ANNOTATION_REPLICA",
        "READ_ONLY_TRANSACTION, READ,      false, false, TRUSTED, replica, READ_ONLY_TRANSACTION",
        "READ_METHOD,        WRITE,        false, false, TRUSTED, primary, WRITE_STATEMENT",
        "READ_METHOD,        PRIMARY_ONLY, false, false, TRUSTED, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        TRANSACTION,  false, false, TRUSTED, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        UNKNOWN,      false, false, TRUSTED, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        READ,         true,  false, TRUSTED, primary, WROTE_EARLIER",
        "READ_METHOD,        WRITE,        true,  true,  WRITER,  primary, WROTE_EARLIER",
        "READ_METHOD,        READ,         false, true,  TRUSTED, primary, ISOLATION",
        "READ_METHOD,        READ,         false, false, WRITER,  primary, LEARNED_WRITER",
        "READ_METHOD,        READ,         false, true,  WRITER,  primary, ISOLATION",
        "READ_METHOD,        READ,         false, false, UNTRUSTED, primary, UNTRUSTED_ROUTE",
        "READ_METHOD,        WRITE,        false, false, UNTRUSTED, primary, WRITE_STATEMENT",
        "RULE_REPLICA,       READ,         false, false, UNTRUSTED, replica, RULE_REPLICA",
        "ANNOTATION_REPLICA, READ,         false, false, UNTRUSTED, replica, ANNOTATION_REPLICA",
        "READ_ONLY_TRANSACTION, READ,      false, false, UNTRUSTED, replica, READ_ONLY_TRANSACTION",
        "READ_METHOD,        READ,         false, false, NOT_IN_SHARE, primary, NOT_IN_SHARE",
        "RULE_REPLICA,       READ,         false, false, NOT_IN_SHARE, replica, RULE_REPLICA",
        "WRITE_METHOD,       READ,         false, false, TRUSTED, primary, WRITE_METHOD",
        "WRITE_METHOD,       WRITE,        true,  true,  WRITER,  primary, WRITE_METHOD",
        "ANNOTATION_PRIMARY, READ,         false, false, TRUSTED, primary, ANNOTATION_PRIMARY",
        "RULE_PRIMARY,       READ,         false, false, TRUSTED, primary, RULE_PRIMARY",
        "AUTO_READ_OFF,      READ,         false, false, TRUSTED, primary, AUTO_READ_OFF",
        "OFF,                READ,         false, false, TRUSTED, primary, OFF",
    })
    void statementGoesWhereTheFactsSay(
            String intent,
            StatementKind kind,
            boolean wrote,
            boolean serializable,
            RouteTrust trust,
            String target,
            Reason reason)
            throws ReflectiveOperationException {
        Intent given = (Intent) Intent.class.getField(intent).get(null);

        Decision decision = Decide.statement(given, kind, wrote, serializable, trust);

        assertThat(decision).isSameAs(target.equals("replica") ? Decision.replica(reason) : Decision.primary(reason));
    }
}
