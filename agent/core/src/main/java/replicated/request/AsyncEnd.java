// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the end of an asynchronous request. A proxy, because the listener's interface is the application's.
 * Thread-safe: the container calls it on whichever thread ends the request.
 */
final class AsyncEnd implements InvocationHandler {

    private final Class<?> contextType;
    private final Runnable ended;

    private AsyncEnd(Class<?> contextType, Runnable ended) {
        this.contextType = contextType;
        this.ended = ended;
    }

    /**
     * Begins to listen.
     *
     * @param contextType {@code AsyncContext}, of whichever servlet API
     * @param context the request's
     */
    static void listen(Class<?> contextType, Object context, Runnable ended) throws Throwable {
        ClassLoader loader = contextType.getClassLoader();
        Class<?> listener = Class.forName(contextType.getPackageName() + ".AsyncListener", false, loader);
        Object proxy = Proxy.newProxyInstance(loader, new Class<?>[] {listener}, new AsyncEnd(contextType, ended));
        contextType.getMethod("addListener", listener).invoke(context, proxy);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "onComplete" -> ended.run();
            case "onStartAsync" -> {
                // Whoever starts anew loses the listeners of before (servlet specification, 2.3.3.3).
                Object event = arguments[0];
                Object context = event.getClass().getMethod("getAsyncContext").invoke(event);
                contextType.getMethod("addListener", method.getDeclaringClass()).invoke(context, proxy);
            }
            case "equals" -> {
                return proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "toString" -> {
                return "replicated async end";
            }
            default -> {}
        }
        return null;
    }
}
