package replicated.instrument;

import java.util.List;
import replicated.instrument.MethodHook.EnterResult;
import replicated.instrument.MethodHook.ExitValue;

/**
 * Where connections come from: {@code getConnection()} that returns exactly {@code java.sql.Connection}, on whatever is a
 * {@code DataSource}. Bridge methods count: a pool whose method returns its own type (Druid) is called through its bridge by
 * everybody who knows it as a {@code DataSource}. {@code getConnection(user, password)} is another identity and none of ours.
 */
final class DataSourceInstrumentation implements Instrumentation {

    private static final String NAME = "getConnection";
    private static final String DESCRIPTOR = "()Ljava/sql/Connection;";

    private static final MethodHook HOOK = new MethodHook(
            "connectionEnter",
            List.of(new Operand.This()),
            EnterResult.RETURN_UNLESS_NULL,
            "connectionExit",
            ExitValue.NOTHING);

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(NAME, DESCRIPTOR));
    }

    @Override
    public MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean wanted =
                method.is(NAME, DESCRIPTOR) && !method.isStatic() && supertypes.maybe(type, "javax/sql/DataSource");
        return wanted ? HOOK : null;
    }
}
