// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells from a class loader whether its web application was stopped. Knows containers by their getters only. Stateless.
 */
final class WebApplication {

    /** TomEE's is a subclass. */
    private static final Set<String> TOMCAT = Set.of("org.apache.catalina.loader.WebappClassLoaderBase");

    private WebApplication() {}

    /**
     * Whether the application of a context class loader has ended.
     *
     * @param loader may be null
     * @return {@code false} where the loader does not tell
     */
    static boolean isStopped(@Nullable ClassLoader loader) {
        if (loader == null) {
            return false;
        }
        ReflectedObject bean = new ReflectedObject(loader);
        if (ClassNames.isA(loader.getClass(), TOMCAT)) {
            ReflectedObject state = bean.bean("getState");
            return state != null && !state.flag("isAvailable", true);
        }
        if (loader.getClass().getName().endsWith(".WebAppClassLoader")) {
            ReflectedObject context = bean.bean("getContext");
            return context != null && context.flag("isStopped", false);
        }
        return false;
    }
}
