// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests and responses of either servlet API, with just what an entry asks of them. Confined to one test. */
final class FakeHttp {

    final Map<String, Object> attributes = new HashMap<>();
    final Map<String, List<String>> requestHeaders = new HashMap<>();
    final Map<String, List<String>> responseHeaders = new LinkedHashMap<>();
    boolean asyncStarted;

    /** It is completed by another thread once somebody has asked whether it goes on. */
    boolean completesMeanwhile;

    private boolean recycled;
    boolean committed;
    boolean secure;
    int status = 200;
    private Object asyncListener;

    private final String method;
    private final String uri;

    FakeHttp(String method, String uri) {
        this.method = method;
        this.uri = uri;
    }

    FakeHttp header(String name, String value) {
        requestHeaders.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
        return this;
    }

    Object request(Class<?> api) {
        return proxy(api, (proxy, called, arguments) -> switch (called.getName()) {
            case "getMethod" -> method;
            case "getRequestURI" -> uri;
            case "getContextPath" -> "/shop";
            case "getHeaders" -> Collections.enumeration(requestHeaders.getOrDefault(arguments[0], List.of()));
            case "getAttribute" -> {
                if (recycled) {
                    throw new IllegalStateException("Null request object");
                }
                yield attributes.get(arguments[0]);
            }
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "isSecure" -> secure;
            case "getRemoteAddr" -> "192.0.2.1";
            case "isAsyncStarted" -> {
                recycled = completesMeanwhile;
                yield asyncStarted;
            }
            case "getHttpServletMapping" -> null;
            case "getAsyncContext" -> {
                if (recycled) {
                    throw new IllegalStateException("Null request object");
                }
                yield asyncContext(called.getReturnType());
            }
            case "toString" -> method + " " + uri;
            default -> throw new AssertionError("not expected to be called: " + called);
        });
    }

    Object response(Class<?> api) {
        return proxy(api, (proxy, called, arguments) -> switch (called.getName()) {
            case "getStatus" -> status;
            case "isCommitted" -> committed;
            case "containsHeader" -> responseHeaders.containsKey(arguments[0]);
            case "addHeader" ->
                responseHeaders
                        .computeIfAbsent((String) arguments[0], n -> new ArrayList<>())
                        .add((String) arguments[1]);
            case "setHeader" ->
                responseHeaders.put((String) arguments[0], new ArrayList<>(List.of((String) arguments[1])));
            case "toString" -> "response of " + uri;
            default -> throw new AssertionError("not expected to be called: " + called);
        });
    }

    private Object asyncContext(Class<?> api) {
        return proxy(api, (proxy, called, arguments) -> switch (called.getName()) {
            case "addListener" -> {
                asyncListener = arguments[0];
                yield null;
            }
            default -> throw new AssertionError("not expected to be called: " + called);
        });
    }

    /** The application completes the asynchronous request. */
    void complete() throws ReflectiveOperationException {
        asyncStarted = false;
        for (Method each : asyncListener.getClass().getInterfaces()[0].getMethods()) {
            if (each.getName().equals("onComplete")) {
                each.invoke(asyncListener, (Object) null);
            }
        }
    }

    private static Object proxy(Class<?> api, InvocationHandler handler) {
        return Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, (proxy, called, arguments) -> {
            Object result = handler.invoke(proxy, called, arguments);
            return called.getReturnType() == void.class ? null : result;
        });
    }
}
