// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object of the application, seen through its getters. What is missing, not accessible or throws is null: pools of
 * many versions are read by the same code. For one thread at a time.
 */
final class ReflectedObject {

    private final Object target;

    ReflectedObject(Object target) {
        this.target = target;
    }

    /** Null of null. */
    static @Nullable ReflectedObject ofNullable(@Nullable Object target) {
        return target == null ? null : new ReflectedObject(target);
    }

    Object target() {
        return target;
    }

    /**
     * Calls a method without parameters; a public one is looked for first.
     *
     * @param name such as {@code getUrl}
     * @return its result, or null
     */
    @Nullable
    Object call(String name) {
        try {
            Method method = method(name);
            return method == null || !isAccessible(method) ? null : method.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    private @Nullable Method method(String name) {
        if (Proxy.isProxyClass(target.getClass())) {
            return ofInterface(name);
        }
        try {
            return target.getClass().getMethod(name);
        } catch (NoSuchMethodException notPublic) {
            for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
                try {
                    return type.getDeclaredMethod(name);
                } catch (NoSuchMethodException perhapsHigherUp) {
                    // The next class of the hierarchy is asked.
                }
            }
            return null;
        }
    }

    /** The class of a proxy may be in a package that no one can see into, the interface never is for its caller. */
    private @Nullable Method ofInterface(String name) {
        for (Class<?> type : target.getClass().getInterfaces()) {
            try {
                return type.getMethod(name);
            } catch (NoSuchMethodException perhapsAnother) {
                // The next interface is asked.
            }
        }
        return null;
    }

    /**
     * Calls a method with parameters, also a private one of a superclass.
     *
     * @param name of the method
     * @param arguments one for each of its parameters; the first method with so many is called
     * @return its result, or null
     */
    @Nullable
    Object callWith(String name, @Nullable Object... arguments) {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                    return callWith(method, arguments);
                }
            }
        }
        return null;
    }

    private @Nullable Object callWith(Method method, @Nullable Object... arguments) {
        try {
            return isAccessible(method) ? method.invoke(target, arguments) : null;
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    /**
     * Reads a field, also a private one of a superclass: for what no getter tells.
     *
     * @param name of the field
     * @return its value, or null
     */
    @Nullable
    Object field(String name) {
        return FieldOfClass.value(FieldOfClass.find(target.getClass(), name), target);
    }

    /**
     * As {@link #field}, to be looked into.
     *
     * @param field its name
     * @return null of null
     */
    @Nullable
    ReflectedObject part(String field) {
        return ofNullable(field(field));
    }

    /** A public method of a class that is not public is accessible only this way. */
    private static boolean isAccessible(AccessibleObject member) {
        return member.trySetAccessible();
    }

    /** Null also where it is blank. */
    @Nullable
    String text(String method) {
        return nonBlank(call(method));
    }

    static @Nullable String nonBlank(@Nullable Object value) {
        String text = value instanceof CharSequence || value instanceof Enum ? value.toString() : null;
        return text == null || text.isBlank() ? null : text;
    }

    boolean flag(String method, boolean otherwise) {
        return call(method) instanceof Boolean value ? value : otherwise;
    }

    int number(String method, int otherwise) {
        return call(method) instanceof Number value ? value.intValue() : otherwise;
    }

    @Nullable
    ReflectedObject bean(String method) {
        return ofNullable(call(method));
    }

    /** Properties with their defaults; of a map, the entries that are text. Never null. */
    static Map<String, String> properties(@Nullable Object value) {
        Map<String, String> texts = new TreeMap<>();
        if (value instanceof Properties properties) {
            for (String name : properties.stringPropertyNames()) {
                texts.put(name, properties.getProperty(name));
            }
        }
        // Also numbers and flags, which some put into properties as they are.
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                texts.put(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
            }
        }
        return texts;
    }
}
