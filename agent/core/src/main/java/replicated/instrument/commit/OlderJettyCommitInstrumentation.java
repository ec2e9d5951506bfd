// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.commit;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.PublicMethod;
import replicated.instrument.weave.Supertypes;

/**
 * Jetty 9.4 to 11: {@code HttpChannel.sendResponse}, which makes the headers of the wire from those of the response.
 * Jetty's listener of the response's begin comes too late, after they are made. No lock is held.
 */
public final class OlderJettyCommitInstrumentation implements CommitPoint {

    private static final String CONTAINER = "jetty-9";

    private static final String TYPE = "org/eclipse/jetty/server/HttpChannel";
    private static final String NAME = "sendResponse";
    private static final String TAIL = "Ljava/nio/ByteBuffer;ZLorg/eclipse/jetty/util/Callback;)Z";

    private static final MethodHook HOOK =
            MethodHook.entering("responseCommit", new Operand.Text(CONTAINER), new Operand.This());

    private static final PublicMethod REQUEST = new PublicMethod("getRequest");
    private static final PublicMethod RESPONSE = new PublicMethod("getResponse");
    private static final PublicMethod COMMITTED = new PublicMethod("isCommitted");
    private static final PublicMethod FIELDS = new PublicMethod("getHttpFields");
    private static final PublicMethod ADD = new PublicMethod("add", String.class, String.class);

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(TYPE, NAME));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        boolean wanted = type.name().equals(TYPE)
                && method.name().equals(NAME)
                && method.descriptor().endsWith(TAIL);
        return wanted ? HOOK : null;
    }

    @Override
    public String container() {
        return CONTAINER;
    }

    @Override
    public String responses() {
        return "org.eclipse.jetty.server.";
    }

    @Override
    public void commit(Object channel, ResponseHeaders headers) throws Throwable {
        Object response = RESPONSE.of(channel).invokeExact(channel);
        Object committed = COMMITTED.of(response).invokeExact(response);
        if ((boolean) committed) {
            return;
        }
        Object request = REQUEST.of(channel).invokeExact(channel);
        List<Map.Entry<String, String>> additions = headers.forRequest(request);
        if (additions.isEmpty()) {
            return;
        }
        Object fields = FIELDS.of(response).invokeExact(response);
        MethodHandle add = ADD.of(fields);
        for (Map.Entry<String, String> header : additions) {
            Object ignored = add.invokeExact(fields, (Object) header.getKey(), (Object) header.getValue());
        }
    }
}
