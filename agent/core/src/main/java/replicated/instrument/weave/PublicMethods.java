// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** Finds public methods of classes that are not on our class path. Keep the result in a {@link ClassValue}, such as {@link PublicMethod}. */
public final class PublicMethods {

    private PublicMethods() {}

    /**
     * A public method, found in a public class or interface among the supertypes of a class.
     *
     * @param type the class of the object it will be called on, or the class of a static method
     * @param name name of the method
     * @param parameters its parameter types
     * @return takes and returns nothing but {@code Object}; the receiver comes first unless the method is static
     * @throws IllegalStateException if there is none that can be called from here
     */
    public static MethodHandle find(Class<?> type, String name, Class<?>... parameters) {
        for (Class<?> each : supertypes(type)) {
            try {
                if (Modifier.isPublic(each.getModifiers())) {
                    Method method = each.getMethod(name, parameters);
                    if (Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                        return erased(MethodHandles.publicLookup().unreflect(method));
                    }
                }
            } catch (NoSuchMethodException | IllegalAccessException e) {
                // Perhaps another supertype lets us.
            }
        }
        throw new IllegalStateException(
                type.getName() + " has no public method " + name + "; this version of it is not known");
    }

    private static MethodHandle erased(MethodHandle handle) {
        return handle.asType(MethodType.genericMethodType(handle.type().parameterCount()));
    }

    private static List<Class<?>> supertypes(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            types.add(each);
        }
        for (int i = 0; i < types.size(); i++) {
            for (Class<?> each : types.get(i).getInterfaces()) {
                if (!types.contains(each)) {
                    types.add(each);
                }
            }
        }
        return types;
    }
}
