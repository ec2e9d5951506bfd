// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import replicated.request.CurrentScope.Frame;

/**
 * A listener of the application that is called in the scope in which it was given to the container: of the end of an
 * asynchronous request, or of streams that are read and written as data comes. A proxy, because its interface is the
 * application's. Thread-safe, as far as the listener is.
 */
final class ScopedListener implements InvocationHandler {

    private static final Set<String> TYPES = Set.of(
            "jakarta.servlet.AsyncListener",
            "jakarta.servlet.ReadListener",
            "jakarta.servlet.WriteListener",
            "javax.servlet.AsyncListener",
            "javax.servlet.ReadListener",
            "javax.servlet.WriteListener");

    private final Object listener;
    private final Frame frame;

    private ScopedListener(Object listener, Frame frame) {
        this.listener = listener;
        this.frame = frame;
    }

    /**
     * A listener of the same types.
     *
     * @return {@code listener} itself if it is one of ours
     */
    static Object of(Object listener, Frame frame) {
        if (Proxy.isProxyClass(listener.getClass())) {
            InvocationHandler handler = Proxy.getInvocationHandler(listener);
            if (handler instanceof ScopedListener || handler instanceof AsyncEnd) {
                return listener;
            }
        }
        Set<Class<?>> types = new LinkedHashSet<>();
        addTypes(listener.getClass(), types);
        if (types.isEmpty()) {
            return listener;
        }
        ClassLoader loader = types.iterator().next().getClassLoader();
        return Proxy.newProxyInstance(loader, types.toArray(Class<?>[]::new), new ScopedListener(listener, frame));
    }

    private static void addTypes(Class<?> type, Set<Class<?>> types) {
        if (TYPES.contains(type.getName())) {
            types.add(type);
        }
        for (Class<?> each : type.getInterfaces()) {
            addTypes(each, types);
        }
        if (type.getSuperclass() != null) {
            addTypes(type.getSuperclass(), types);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("equals")) {
            return proxy == arguments[0];
        }
        Frame entered = TaskFollower.enter(frame);
        try {
            return method.invoke(listener, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        } finally {
            CarriedTask.leave(entered);
        }
    }
}
