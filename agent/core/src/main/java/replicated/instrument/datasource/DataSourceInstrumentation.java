// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.datasource;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.MethodHook.EnterResult;
import replicated.instrument.weave.MethodHook.ExitValue;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Where connections come from: {@code getConnection()} that returns exactly {@code java.sql.Connection}, on whatever is
 * a {@code DataSource}, or has a subclass that may be one: PostgreSQL's and Tomcat's data sources inherit the method
 * from classes that are none, and it is for the hook to look at the object. Bridge methods count: a pool whose method
 * returns its own type (Druid) is called through its bridge by everybody who knows it as a {@code DataSource}.
 * {@code getConnection(user, password)} is another identity and none of ours.
 */
public final class DataSourceInstrumentation implements Instrumentation {

    private static final String NAME = "getConnection";
    private static final String DESCRIPTOR = "()Ljava/sql/Connection;";

    private static final Set<String> DATA_SOURCE = Set.of("javax/sql/DataSource");

    /**
     * What has this method and is no data source, whatever subclasses it has: of drivers and pools, some of them called
     * for each statement. {@code Connection} is there for those of pools, which tell the driver's.
     */
    private static final Set<String> OTHERS = Set.of(
            "java/sql/Connection",
            "java/sql/Statement",
            "java/sql/PreparedStatement",
            "java/sql/CallableStatement",
            "java/sql/DatabaseMetaData",
            "javax/sql/PooledConnection",
            "javax/sql/XAConnection",
            "javax/sql/RowSetInternal");

    private static final MethodHook HOOK = new MethodHook(
            "connectionEnter",
            List.of(new Operand.This()),
            EnterResult.RETURN_IF_ANOTHER,
            "connectionExit",
            ExitValue.NOTHING);

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(NAME, DESCRIPTOR));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        // Only a public method can be the interface's.
        boolean wanted = method.is(NAME, DESCRIPTOR) && method.isPublic() && !method.isStatic();
        return wanted && mayBeDataSource(type, supertypes) ? HOOK : null;
    }

    private static boolean mayBeDataSource(ClassOutline type, Supertypes supertypes) {
        return type.isFinal()
                ? supertypes.maybe(type, DATA_SOURCE)
                : supertypes.surely(type, DATA_SOURCE) || !supertypes.surely(type, OTHERS);
    }
}
