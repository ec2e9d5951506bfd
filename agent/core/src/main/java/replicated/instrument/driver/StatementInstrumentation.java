// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.driver;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Where drivers run statements and end transactions: the one place that every way to a database leads through, be it a pool that
 * is not routed, a container's managed data source, XA, {@code DriverManager} or a connection kept for years.
 * Statements of routed connections come here too, and are told by their thread.
 */
public final class StatementInstrumentation implements Instrumentation {

    /** Packages of drivers: whatever stands in front of one ends in it, so pools and wrappers need no hook. */
    private static final List<String> DRIVERS = List.of(
            "org/postgresql/",
            "com/impossibl/postgres/",
            "com/edb/",
            "com/mysql/",
            "org/mariadb/jdbc/",
            "org/h2/jdbc/",
            "com/microsoft/sqlserver/jdbc/",
            "net/sourceforge/jtds/jdbc/",
            "oracle/jdbc/",
            "com/ibm/db2/jcc/");

    private static final Set<String> STATEMENT = Set.of("java/sql/Statement");
    private static final Set<String> CONNECTION = Set.of("java/sql/Connection");
    private static final String ROWS = ")Ljava/sql/ResultSet;";

    private static final MethodHook TEXT = hook("statementEnter", List.of(new Operand.This(), new Operand.Argument(0)));
    private static final MethodHook PREPARED = hook("preparedEnter", List.of(new Operand.This()));
    private static final MethodHook UPDATE = hook("updateEnter", List.of(new Operand.This()));
    private static final MethodHook COMMIT = hook("commitEnter", List.of(new Operand.This()));

    private static final MethodHook ROLLBACK = hook("rollbackEnter", List.of(new Operand.This()));

    private static MethodHook hook(String enter, List<Operand> operands) {
        return MethodHook.around(enter, operands, "statementExit", ExitValue.THROWN);
    }

    @Override
    public List<String> packages() {
        return DRIVERS;
    }

    @Override
    public List<List<String>> constants() {
        return List.of(
                List.of("executeQuery", "(Ljava/lang/String;" + ROWS),
                List.of("executeQuery", "(" + ROWS),
                List.of("executeUpdate", "()I"),
                List.of("executeBatch", "()[I"),
                List.of("commit", "()V", "setAutoCommit"));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        // A wrapper of the driver's own, as its pooled connections have, hands the call on to what is hooked.
        if (method.isStatic() || method.isSynthetic() || type.name().endsWith("Wrapper")) {
            return null;
        }
        MethodHook found = ofStatement(method);
        if (found != null) {
            return supertypes.maybe(type, STATEMENT) ? found : null;
        }
        found = ofConnection(method);
        return found != null && supertypes.maybe(type, CONNECTION) ? found : null;
    }

    private static @Nullable MethodHook ofConnection(ClassOutline.Method method) {
        if (method.is("rollback", "()V")) {
            return ROLLBACK;
        }
        return method.is("commit", "()V") || method.is("setAutoCommit", "(Z)V") ? COMMIT : null;
    }

    private static @Nullable MethodHook ofStatement(ClassOutline.Method method) {
        boolean text = method.descriptor().startsWith("(Ljava/lang/String;");
        boolean bare = method.descriptor().startsWith("()");
        return switch (method.name()) {
            case "execute", "executeQuery" -> text ? TEXT : bare ? PREPARED : null;
            case "executeUpdate", "executeLargeUpdate" -> text ? TEXT : bare ? UPDATE : null;
            case "executeBatch", "executeLargeBatch" -> bare ? UPDATE : null;
            default -> null;
        };
    }
}
