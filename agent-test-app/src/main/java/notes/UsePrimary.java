// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package notes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says that a method needs what is true now. To this application it is a comment. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface UsePrimary {}
