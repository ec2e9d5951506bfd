// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.hooks;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * May be null; nothing else of this module may. For the compiler, of those who extend and call these classes too, and in
 * no jar: JSpecify's own is kept for reflection, which would look for it in the boot loader.
 */
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.CLASS)
public @interface Nullable {}
