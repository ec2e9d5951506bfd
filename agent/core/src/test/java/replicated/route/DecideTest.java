package replicated.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The decision table of a statement: each line is a promise to the operator who reads the reason. That writes go to the primary is the
 * first lock of P1; fails if {@code Decide.statement} has nothing against WRITE.
 */
class DecideTest {

    @ParameterizedTest(name = "{0} {1} wrote={2} serializable={3} learned={4} -> {5} {6}")
    @CsvSource({
        // intent         statement     wrote  serial learned target   reason
        "READ_METHOD,        READ,         false, false, false, replica, READ_METHOD",
        "READ_METHOD,        SESSION,      false, false, false, replica, READ_METHOD",
        "RULE_REPLICA,       READ,         false, false, false, replica, RULE_REPLICA",
        "ANNOTATION_REPLICA, READ,         false, false, false, replica, ANNOTATION_REPLICA",
        "READ_ONLY_TRANSACTION, READ,      false, false, false, replica, READ_ONLY_TRANSACTION",
        "READ_METHOD,        WRITE,        false, false, false, primary, WRITE_STATEMENT",
        "READ_METHOD,        PRIMARY_ONLY, false, false, false, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        TRANSACTION,  false, false, false, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        UNKNOWN,      false, false, false, primary, UNSAFE_STATEMENT",
        "READ_METHOD,        READ,         true,  false, false, primary, WROTE_EARLIER",
        "READ_METHOD,        WRITE,        true,  true,  true,  primary, WROTE_EARLIER",
        "READ_METHOD,        READ,         false, true,  false, primary, ISOLATION",
        "READ_METHOD,        READ,         false, false, true,  primary, LEARNED_WRITER",
        "READ_METHOD,        READ,         false, true,  true,  primary, ISOLATION",
        "WRITE_METHOD,       READ,         false, false, false, primary, WRITE_METHOD",
        "WRITE_METHOD,       WRITE,        true,  true,  true,  primary, WRITE_METHOD",
        "ANNOTATION_PRIMARY, READ,         false, false, false, primary, ANNOTATION_PRIMARY",
        "RULE_PRIMARY,       READ,         false, false, false, primary, RULE_PRIMARY",
        "AUTO_READ_OFF,      READ,         false, false, false, primary, AUTO_READ_OFF",
        "OFF,                READ,         false, false, false, primary, OFF",
    })
    void statementGoesWhereTheFactsSay(
            String intent,
            StatementKind kind,
            boolean wrote,
            boolean serializable,
            boolean learned,
            String target,
            Reason reason)
            throws ReflectiveOperationException {
        Intent given = (Intent) Intent.class.getField(intent).get(null);

        Decision decision = Decide.statement(given, kind, wrote, serializable, learned);

        assertThat(decision).isSameAs(target.equals("replica") ? Decision.replica(reason) : Decision.primary(reason));
    }
}
