// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.driver;

import java.util.List;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.Instrumentation;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.Supertypes;

/**
 * Where MariaDB's driver (3.5) reads what of a session has changed, with the answer to a statement: {@code last_gtid}
 * may be among it, which the driver throws away. Comes by only where a server was asked to tell of changes and there is
 * one.
 */
public final class MariaDbAnswerInstrumentation implements Instrumentation {

    /** Of the hooks. */
    public static final String KIND = "mariadb-answer";

    private static final String PACKET = "org/mariadb/jdbc/message/server/OkPacket";
    private static final String NAME = "parseSessionState";
    private static final String DESCRIPTOR =
            "(Lorg/mariadb/jdbc/client/ReadableByteBuf;Lorg/mariadb/jdbc/client/Context;)V";

    private static final MethodHook HOOK = MethodHook.aroundCall(KIND, new Operand.Argument(0));

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(NAME, DESCRIPTOR));
    }

    @Override
    public List<String> packages() {
        return List.of(PACKET);
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return type.name().equals(PACKET) && method.is(NAME, DESCRIPTOR) ? HOOK : null;
    }
}
