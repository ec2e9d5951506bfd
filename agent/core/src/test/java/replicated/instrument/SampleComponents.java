// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Filters, servlets and an async context of both servlet APIs, for {@link HookTransformerTest}. */
final class SampleComponents {

    private SampleComponents() {}

    /** Calls the filter or servlet with objects that do nothing. */
    static void call(Object component) throws Exception {
        for (Method method : component.getClass().getMethods()) {
            if (method.getName().equals("doFilter") || method.getName().equals("service")) {
                Object[] arguments = new Object[method.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = Proxy.newProxyInstance(
                            SampleComponents.class.getClassLoader(),
                            new Class<?>[] {method.getParameterTypes()[i]},
                            (proxy, called, args) -> null);
                }
                try {
                    method.invoke(component, arguments);
                } catch (InvocationTargetException e) {
                    throw (Exception) e.getCause();
                }
            }
        }
    }

    static void start(Object context, Runnable task) {
        ((jakarta.servlet.AsyncContext) context).start(task);
    }

    public static class JakartaFilter implements jakarta.servlet.Filter {
        @Override
        public void doFilter(
                jakarta.servlet.ServletRequest request,
                jakarta.servlet.ServletResponse response,
                jakarta.servlet.FilterChain chain) {
            Events.event("body");
        }
    }

    public static class JavaxFilter implements javax.servlet.Filter {
        @Override
        public void init(javax.servlet.FilterConfig config) {}

        @Override
        public void destroy() {}

        @Override
        public void doFilter(
                javax.servlet.ServletRequest request,
                javax.servlet.ServletResponse response,
                javax.servlet.FilterChain chain) {
            Events.event("body");
        }
    }

    @SuppressWarnings("serial")
    public static class JakartaServlet extends jakarta.servlet.GenericServlet {
        @Override
        public void service(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response) {
            Events.event("body");
        }
    }

    @SuppressWarnings("serial")
    public static class JavaxServlet extends javax.servlet.GenericServlet {
        @Override
        public void service(javax.servlet.ServletRequest request, javax.servlet.ServletResponse response) {
            Events.event("body");
        }
    }

    @SuppressWarnings("serial")
    public static class FailingServlet extends jakarta.servlet.GenericServlet {
        @Override
        public void service(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response) {
            throw new IllegalStateException("no luck");
        }
    }

    public static class Context implements jakarta.servlet.AsyncContext {
        @Override
        public void start(Runnable task) {
            task.run();
        }

        @Override
        public jakarta.servlet.ServletRequest getRequest() {
            return null;
        }

        @Override
        public jakarta.servlet.ServletResponse getResponse() {
            return null;
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return true;
        }

        @Override
        public void dispatch() {}

        @Override
        public void dispatch(String path) {}

        @Override
        public void dispatch(jakarta.servlet.ServletContext context, String path) {}

        @Override
        public void complete() {}

        @Override
        public void addListener(jakarta.servlet.AsyncListener listener) {}

        @Override
        public void addListener(
                jakarta.servlet.AsyncListener listener,
                jakarta.servlet.ServletRequest request,
                jakarta.servlet.ServletResponse response) {}

        @Override
        public <T extends jakarta.servlet.AsyncListener> T createListener(Class<T> type) {
            return null;
        }

        @Override
        public void setTimeout(long timeout) {}

        @Override
        public long getTimeout() {
            return 0;
        }
    }
}
