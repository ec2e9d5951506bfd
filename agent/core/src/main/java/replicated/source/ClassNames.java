// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.util.Set;

/** Classes told by name, since they are of the application's loaders. Stateless. */
final class ClassNames {

    private ClassNames() {}

    /** Whether a class or one of its superclasses has one of some full names. */
    static boolean isA(Class<?> type, Set<String> names) {
        for (Class<?> known = type; known != null; known = known.getSuperclass()) {
            if (names.contains(known.getName())) {
                return true;
            }
        }
        return false;
    }
}
