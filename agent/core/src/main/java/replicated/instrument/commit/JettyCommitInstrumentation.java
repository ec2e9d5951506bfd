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
 * Jetty 12, with all its environments from ee8 on: {@code write} of the channel's response. Jetty's own extension
 * point, {@code HttpStream.Wrapper.prepareResponse}, runs under the request's lock, where nothing may wait for a
 * position; {@code write} is the last step before that lock is taken, and servlets always go through it: an empty body,
 * a redirect and an error page end in a last write as well.
 */
public final class JettyCommitInstrumentation implements CommitPoint {

    private static final String CONTAINER = "jetty-12";

    private static final String TYPE = "org/eclipse/jetty/server/internal/HttpChannelState$ChannelResponse";
    private static final String NAME = "write";
    private static final String DESCRIPTOR = "(ZLjava/nio/ByteBuffer;Lorg/eclipse/jetty/util/Callback;)V";

    private static final MethodHook HOOK =
            MethodHook.entering("responseCommit", new Operand.Text(CONTAINER), new Operand.This());

    private static final PublicMethod COMMITTED = new PublicMethod("isCommitted");
    private static final PublicMethod REQUEST = new PublicMethod("getRequest");
    private static final PublicMethod ATTRIBUTE = new PublicMethod("getAttribute", String.class);
    private static final PublicMethod FIELDS = new PublicMethod("getHeaders");
    private static final PublicMethod VALUES = new PublicMethod("getValuesList", String.class);
    private static final PublicMethod ADD = new PublicMethod("add", String.class, String.class);

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(TYPE, NAME, DESCRIPTOR));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return type.name().equals(TYPE) && method.is(NAME, DESCRIPTOR) ? HOOK : null;
    }

    @Override
    public String container() {
        return CONTAINER;
    }

    @Override
    public String responses() {
        return "org.eclipse.jetty.ee";
    }

    @Override
    public void commit(Object response, ResponseHeaders headers) throws Throwable {
        Object committed = COMMITTED.of(response).invokeExact(response);
        if ((boolean) committed) {
            return;
        }
        Object request = REQUEST.of(response).invokeExact(response);
        Object scope = ATTRIBUTE.of(request).invokeExact(request, (Object) headers.attributeName());
        List<Map.Entry<String, String>> additions = headers.forAttribute(scope);
        if (additions.isEmpty()) {
            return;
        }
        Object fields = FIELDS.of(response).invokeExact(response);
        MethodHandle values = VALUES.of(fields);
        MethodHandle add = ADD.of(fields);
        for (Map.Entry<String, String> header : additions) {
            Object present = values.invokeExact(fields, (Object) header.getKey());
            // A write that could not start, behind an interim response, comes here again.
            if (!((List<?>) present).contains(header.getValue())) {
                Object ignored = add.invokeExact(fields, (Object) header.getKey(), (Object) header.getValue());
            }
        }
    }
}
