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
 * Undertow and WildFly: {@code HttpServerExchange.getResponseChannel}, taken once, when the first byte is to be written
 * or the exchange ends. Undertow's own commit listeners run inside it; a listener would have to be an object of the
 * container's class loader for every request. An exchange knows nothing of servlets, so the servlet request is attached
 * to it at the entry.
 */
public final class UndertowCommitInstrumentation implements CommitPoint {

    private static final String CONTAINER = "undertow";

    private static final String TYPE = "io/undertow/server/HttpServerExchange";
    private static final String NAME = "getResponseChannel";
    private static final String SERVLET_REQUEST = "io.undertow.servlet.spec.HttpServletRequestImpl";

    private static final MethodHook HOOK =
            MethodHook.entering("responseCommit", new Operand.Text(CONTAINER), new Operand.This());

    /** What is called of Undertow: of no use, and not loaded, where there is none. */
    private static final class Methods {

        private record Exchange(
                MethodHandle available,
                MethodHandle attachment,
                MethodHandle attach,
                Object key,
                MethodHandle headers) {}

        private record HeaderMap(MethodHandle name, MethodHandle add) {}

        private static final ClassValue<MethodHandle> REQUESTS = new ClassValue<>() {
            @Override
            protected MethodHandle computeValue(Class<?> type) {
                return PublicMethods.find(type, "getExchange");
            }
        };

        private static final ClassValue<Exchange> EXCHANGES = new ClassValue<>() {
            @Override
            protected Exchange computeValue(Class<?> type) {
                Class<?> key = load(type, "io.undertow.util.AttachmentKey");
                return new Exchange(
                        PublicMethods.find(type, "isResponseChannelAvailable"),
                        PublicMethods.find(type, "getAttachment", key),
                        PublicMethods.find(type, "putAttachment", key, Object.class),
                        newKey(key),
                        PublicMethods.find(type, "getResponseHeaders"));
            }
        };

        private static final ClassValue<HeaderMap> HEADER_MAPS = new ClassValue<>() {
            @Override
            protected HeaderMap computeValue(Class<?> type) {
                Class<?> name = load(type, "io.undertow.util.HttpString");
                return new HeaderMap(
                        PublicMethods.find(name, "tryFromString", String.class),
                        PublicMethods.find(type, "add", name, String.class));
            }
        };

        private static Class<?> load(Class<?> neighbour, String name) {
            try {
                return Class.forName(name, true, neighbour.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(name + " is missing beside " + neighbour.getName(), e);
            }
        }

        private static Object newKey(Class<?> key) {
            try {
                return PublicMethods.find(key, "create", Class.class).invokeExact((Object) Object.class);
            } catch (Throwable e) {
                throw new IllegalStateException(key.getName() + ".create failed", e);
            }
        }
    }

    @Override
    public List<List<String>> constants() {
        return List.of(List.of(TYPE, NAME));
    }

    @Override
    public @Nullable MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes) {
        return type.name().equals(TYPE)
                        && method.name().equals(NAME)
                        && method.descriptor().startsWith("()")
                ? HOOK
                : null;
    }

    @Override
    public String container() {
        return CONTAINER;
    }

    @Override
    public String responses() {
        return "io.undertow.servlet.spec.";
    }

    @Override
    public void entered(Object servletRequest) throws Throwable {
        if (servletRequest.getClass().getName().equals(SERVLET_REQUEST)) {
            Object exchange = Methods.REQUESTS.get(servletRequest.getClass()).invokeExact(servletRequest);
            Methods.Exchange methods = Methods.EXCHANGES.get(exchange.getClass());
            Object ignored = methods.attach.invokeExact(exchange, methods.key, servletRequest);
        }
    }

    @Override
    public void commit(Object exchange, ResponseHeaders headers) throws Throwable {
        Methods.Exchange methods = Methods.EXCHANGES.get(exchange.getClass());
        Object available = methods.available.invokeExact(exchange);
        Object servletRequest = methods.attachment.invokeExact(exchange, methods.key);
        if (!(boolean) available || servletRequest == null) {
            return;
        }
        Object fields = methods.headers.invokeExact(exchange);
        Methods.HeaderMap ofFields = Methods.HEADER_MAPS.get(fields.getClass());
        for (Map.Entry<String, String> header : headers.forRequest(servletRequest)) {
            Object name = ofFields.name.invokeExact((Object) header.getKey());
            Object ignored = ofFields.add.invokeExact(fields, name, (Object) header.getValue());
        }
    }
}
