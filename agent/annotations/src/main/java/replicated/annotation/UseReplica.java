// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Reads of the annotated method, or of every method of the annotated class, may be answered by a
 * replica, whatever the HTTP verb. A connection that is on the primary stays there.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UseReplica {

    /**
     * Whether the caller's own latest writes may be missing from what is read.
     *
     * @return {@code true} to waive the client's bookmark, {@code false} (the default) to keep it
     */
    boolean stale() default false;
}
