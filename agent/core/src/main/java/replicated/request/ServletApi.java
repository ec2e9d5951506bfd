// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The few methods of the servlet API that we call, {@code javax} or {@code jakarta}, by method handle. One instance per
 * request class, found through that class's own interfaces and kept with the class itself, so that both APIs can live
 * in one JVM and no class loader is pinned. Thread-safe.
 */
final class ServletApi {

    /** Where a scope travels with its request: through wrappers, dispatches and threads. */
    static final String ATTRIBUTE = "replicated.scope";

    private static final ClassValue<ServletApi> OF_REQUEST = new ClassValue<>() {
        @Override
        protected ServletApi computeValue(Class<?> type) {
            Class<?> http = interfaceOf(type, "HttpServletRequest");
            return http == null ? NOT_HTTP : new ServletApi(http);
        }
    };
    private static final ClassValue<ResponseApi> OF_RESPONSE = new ClassValue<>() {
        @Override
        protected ResponseApi computeValue(Class<?> type) {
            Class<?> http = interfaceOf(type, "HttpServletResponse");
            return http == null ? ResponseApi.NOT_HTTP : new ResponseApi(http);
        }
    };

    /** Of what is not HTTP nothing is called. */
    private static final MethodHandle UNUSED = MethodHandles.zero(Object.class);

    private static final ServletApi NOT_HTTP = new ServletApi(null);

    private final MethodHandle method;
    private final MethodHandle uri;
    private final MethodHandle contextPath;
    private final MethodHandle headers;
    private final MethodHandle attribute;
    private final MethodHandle setAttribute;
    private final MethodHandle secure;
    private final MethodHandle remoteAddress;
    private final @Nullable MethodHandle asyncStarted;
    private final @Nullable MethodHandle mapping;
    private final @Nullable MethodHandle mappingMatch;
    private final @Nullable MethodHandle asyncContext;

    private ServletApi(@Nullable Class<?> http) {
        method = known(http, "getMethod", String.class);
        uri = known(http, "getRequestURI", String.class);
        contextPath = known(http, "getContextPath", String.class);
        headers = known(http, "getHeaders", Enumeration.class, String.class);
        attribute = known(http, "getAttribute", Object.class, String.class);
        setAttribute = known(http, "setAttribute", void.class, String.class, Object.class);
        secure = known(http, "isSecure", boolean.class);
        remoteAddress = known(http, "getRemoteAddr", String.class);
        asyncStarted = handle(http, "isAsyncStarted", boolean.class);
        mapping = ofOwnType(http, "getHttpServletMapping", "http.HttpServletMapping");
        mappingMatch =
                mapping == null ? null : ofOwnType(mapping.type().returnType(), "getMappingMatch", "http.MappingMatch");
        asyncContext = ofOwnType(http, "getAsyncContext", "AsyncContext");
    }

    /** The API of a request, or null if it is not an HTTP request. */
    static @Nullable ServletApi ofRequest(@Nullable Object request) {
        ServletApi api = request == null ? NOT_HTTP : OF_REQUEST.get(request.getClass());
        return api == NOT_HTTP ? null : api;
    }

    /** The API of a response; does nothing for one that is not of HTTP. */
    static ResponseApi ofResponse(@Nullable Object response) {
        return response == null ? ResponseApi.NOT_HTTP : OF_RESPONSE.get(response.getClass());
    }

    String method(Object request) throws Throwable {
        return (String) method.invoke(request);
    }

    /** The undecoded path within the web application, such as {@code /owners/7}. */
    String path(Object request) throws Throwable {
        String path = (String) uri.invoke(request);
        String context = (String) contextPath.invoke(request);
        if (path == null) {
            return "/";
        }
        if (context != null && !context.isEmpty() && path.startsWith(context)) {
            path = path.substring(context.length());
        }
        return path.isEmpty() ? "/" : path;
    }

    /** All lines of a header, or an empty enumeration. */
    @SuppressWarnings("unchecked")
    Enumeration<String> headers(Object request, String name) throws Throwable {
        Enumeration<String> lines = (Enumeration<String>) headers.invoke(request, name);
        return lines == null ? Collections.emptyEnumeration() : lines;
    }

    @Nullable
    Object attribute(Object request) throws Throwable {
        return attribute(request, ATTRIBUTE);
    }

    @Nullable
    Object attribute(Object request, String name) throws Throwable {
        return attribute.invoke(request, name);
    }

    /** Whether the servlet is mapped to the request's very path; {@code false} before servlet 4. */
    boolean isMappedExactly(Object request) throws Throwable {
        Object found = mapping == null ? null : mapping.invoke(request);
        if (found == null || mappingMatch == null) {
            return false;
        }
        Object match = mappingMatch.invoke(found);
        return match != null && match.toString().equals("EXACT");
    }

    /**
     * Has somebody hear when an asynchronous request has ended, however it ends.
     *
     * @throws Throwable also where it has ended already
     */
    void onComplete(@Nullable Object request, Runnable ended) throws Throwable {
        MethodHandle context = Objects.requireNonNull(asyncContext);
        AsyncEnd.listen(context.type().returnType(), context.invoke(request), ended);
    }

    void setAttribute(Object request, Object scope) throws Throwable {
        setAttribute.invoke(request, ATTRIBUTE, scope);
    }

    boolean secure(Object request) throws Throwable {
        return (boolean) secure.invoke(request);
    }

    /** Whence the request came: addresses, as far as proxies tell them, and the browser. */
    String origin(Object request) throws Throwable {
        String address = (String) remoteAddress.invoke(request);
        return address
                + Collections.list(headers(request, "X-Forwarded-For"))
                + Collections.list(headers(request, "User-Agent"));
    }

    boolean asyncStarted(@Nullable Object request) throws Throwable {
        return asyncStarted != null && (boolean) asyncStarted.invoke(request);
    }

    /** What we call on a response. */
    static final class ResponseApi {

        private static final ResponseApi NOT_HTTP = new ResponseApi(null);
        private static final int NOT_MODIFIED = 304;

        private final MethodHandle committed;
        private final MethodHandle addHeader;
        private final MethodHandle setHeader;
        private final MethodHandle containsHeader;
        private final @Nullable MethodHandle status;

        private ResponseApi(@Nullable Class<?> http) {
            committed = known(http, "isCommitted", boolean.class);
            addHeader = known(http, "addHeader", void.class, String.class, String.class);
            setHeader = known(http, "setHeader", void.class, String.class, String.class);
            containsHeader = known(http, "containsHeader", boolean.class, String.class);
            status = handle(http, "getStatus", int.class);
        }

        boolean committed(Object response) throws Throwable {
            return this == NOT_HTTP || (boolean) committed.invoke(response);
        }

        void addHeader(Object response, String name, String value) throws Throwable {
            if (this != NOT_HTTP) {
                addHeader.invoke(response, name, value);
            }
        }

        boolean containsHeader(Object response, String name) throws Throwable {
            return this != NOT_HTTP && (boolean) containsHeader.invoke(response, name);
        }

        /** Whether the response is what was asked for: not an error, and not a way to elsewhere. */
        boolean succeeded(@Nullable Object response) throws Throwable {
            int code = this == NOT_HTTP || status == null ? 0 : (int) status.invoke(response);
            return (code >= 200 && code < 300) || code == NOT_MODIFIED;
        }

        void setHeader(Object response, String name, String value) throws Throwable {
            if (this != NOT_HTTP) {
                setHeader.invoke(response, name, value);
            }
        }
    }

    /** A handle on an interface method, or null where this version of the API does not have it (servlet 2.5). */
    private static @Nullable MethodHandle handle(
            @Nullable Class<?> type, String name, Class<?> result, Class<?>... parameters) {
        if (type == null) {
            return null;
        }
        try {
            // Of the type it is called with: to adapt it at each call costs more than the call.
            return MethodHandles.publicLookup()
                    .findVirtual(type, name, MethodType.methodType(result, parameters))
                    .asType(MethodType.methodType(result, parameters).insertParameterTypes(0, Object.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    /** As {@link #handle}, for what is there in every version: never null, and does nothing where it is not. */
    private static MethodHandle known(@Nullable Class<?> type, String name, Class<?> result, Class<?>... parameters) {
        if (type == null) {
            return UNUSED;
        }
        MethodHandle found = handle(type, name, result, parameters);
        return found == null
                ? MethodHandles.empty(MethodType.methodType(result, parameters).insertParameterTypes(0, Object.class))
                : found;
    }

    /**
     * As {@link #handle}, for a method without parameters that returns a type of the servlet API itself. Its name is told:
     * to look for methods by reflection loads whatever the others name.
     *
     * @param result name of that type, behind {@code jakarta.servlet.} or {@code javax.servlet.}
     */
    private static @Nullable MethodHandle ofOwnType(@Nullable Class<?> type, String name, String result) {
        if (type == null) {
            return null;
        }
        String api = type.getName().substring(0, type.getName().indexOf("http."));
        try {
            Class<?> returned = Class.forName(api.concat(result), false, type.getClassLoader());
            return MethodHandles.publicLookup().findVirtual(type, name, MethodType.methodType(returned));
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }

    private static @Nullable Class<?> interfaceOf(Class<?> type, String simpleName) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Class<?> implemented : c.getInterfaces()) {
                String name = implemented.getName();
                if (name.equals("jakarta.servlet.http." + simpleName)
                        || name.equals("javax.servlet.http." + simpleName)) {
                    return implemented;
                }
                Class<?> inherited = interfaceOf(implemented, simpleName);
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return null;
    }
}
