// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Everything the annotated method, or every method of the annotated class, asks of the database is
 * asked of the primary. A connection that is on a replica moves to the primary.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UsePrimary {}
