// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.request;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a method returns at once and reads only when somebody subscribes: by the interfaces that Reactor, RxJava, the
 * JDK and Kotlin have for it. Thread-safe.
 */
final class LazyResults {

    private static final Set<String> INTERFACES = Set.of(
            "org.reactivestreams.Publisher",
            "java.util.concurrent.Flow$Publisher",
            "io.reactivex.rxjava3.core.SingleSource",
            "io.reactivex.rxjava3.core.MaybeSource",
            "io.reactivex.rxjava3.core.ObservableSource",
            "io.reactivex.rxjava3.core.CompletableSource",
            "kotlinx.coroutines.flow.Flow");

    private static final ClassValue<Boolean> KNOWN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return hasOne(type);
        }
    };

    private LazyResults() {}

    static boolean isLazy(@Nullable Object result) {
        return result != null && KNOWN.get(result.getClass());
    }

    private static boolean hasOne(@Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        for (Class<?> each : type.getInterfaces()) {
            if (INTERFACES.contains(each.getName()) || hasOne(each)) {
                return true;
            }
        }
        return hasOne(type.getSuperclass());
    }
}
