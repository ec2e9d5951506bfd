// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.commit;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import replicated.instrument.weave.ClassOutline;
import replicated.instrument.weave.MethodHook;
import replicated.instrument.weave.Operand;
import replicated.instrument.weave.PublicMethods;
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

    private record Response(MethodHandle committed, MethodHandle request, MethodHandle headers) {}

    private record Fields(MethodHandle values, MethodHandle add) {}

    private static final ClassValue<Response> RESPONSES = new ClassValue<>() {
        @Override
        protected Response computeValue(Class<?> type) {
            return new Response(
                    PublicMethods.find(type, "isCommitted"),
                    PublicMethods.find(type, "getRequest"),
                    PublicMethods.find(type, "getHeaders"));
        }
    };

    private static final ClassValue<MethodHandle> ATTRIBUTES = new ClassValue<>() {
        @Override
        protected MethodHandle computeValue(Class<?> type) {
            return PublicMethods.find(type, "getAttribute", String.class);
        }
    };

    private static final ClassValue<Fields> FIELDS = new ClassValue<>() {
        @Override
        protected Fields computeValue(Class<?> type) {
            return new Fields(
                    PublicMethods.find(type, "getValuesList", String.class),
                    PublicMethods.find(type, "add", String.class, String.class));
        }
    };

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
        Response methods = RESPONSES.get(response.getClass());
        Object committed = methods.committed.invokeExact(response);
        if ((boolean) committed) {
            return;
        }
        Object request = methods.request.invokeExact(response);
        MethodHandle getAttribute = ATTRIBUTES.get(request.getClass());
        Object scope = getAttribute.invokeExact(request, (Object) headers.attributeName());
        List<Map.Entry<String, String>> additions = headers.forAttribute(scope);
        if (additions.isEmpty()) {
            return;
        }
        Object fields = methods.headers.invokeExact(response);
        Fields ofFields = FIELDS.get(fields.getClass());
        for (Map.Entry<String, String> header : additions) {
            Object present = ofFields.values.invokeExact(fields, (Object) header.getKey());
            // A write that could not start, behind an interim response, comes here again.
            if (!((List<?>) present).contains(header.getValue())) {
                Object ignored = ofFields.add.invokeExact(fields, (Object) header.getKey(), (Object) header.getValue());
            }
        }
    }
}
