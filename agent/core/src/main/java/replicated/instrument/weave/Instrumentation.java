// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind of place in the application's classes where a hook is called. Stateless or immutable, thread-safe. */
public interface Instrumentation {

    /**
     * Texts among the constants of a class without which it has nothing to be hooked.
     *
     * @return a class is looked at if it has all texts of one group, of which there may be none; see
     *     {@link ConstantScan}
     */
    List<List<String>> constants();

    /**
     * Where its classes are: of all others not even the constants are looked at for it.
     *
     * @return what the internal names of classes begin with, such as packages with a slash at the end; empty: anywhere
     */
    default List<String> packages() {
        return List.of();
    }

    /**
     * Decides on a method.
     *
     * @param type the class
     * @param method one of its methods, with a body, and no initializer; a constructor may only have an argument
     *     replaced
     * @param supertypes for questions about the class's ancestors
     * @return what is woven in, or null
     */
    @Nullable
    MethodHook hook(ClassOutline type, ClassOutline.Method method, Supertypes supertypes);
}
