// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A data source that a pool is told by class name and properties: made a second time, only to be read. Making one
 * connects to nothing.
 */
final class DataSourceCopy {

    private DataSourceCopy() {}

    /**
     * Makes one.
     *
     * @param className as the pool was told
     * @param properties set through setters, as pools do
     * @param loaders asked for the class
     * @return empty if no loader has it or it cannot be made
     */
    static Optional<Object> of(String className, Map<String, String> properties, List<ClassLoader> loaders) {
        for (ClassLoader loader : loaders) {
            try {
                Object made = Class.forName(className, true, loader)
                        .getDeclaredConstructor()
                        .newInstance();
                properties.forEach((name, value) -> set(made, name, value));
                return Optional.of(made);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError notHere) {
                // The next loader is asked.
            }
        }
        return Optional.empty();
    }

    private static void set(Object bean, String name, String value) {
        String setter = "set" + name.substring(0, 1).toUpperCase(Locale.ENGLISH) + name.substring(1);
        for (Method method : bean.getClass().getMethods()) {
            if (method.getName().equals(setter) && method.getParameterCount() == 1) {
                try {
                    Object converted = converted(value, method.getParameterTypes()[0]);
                    if (converted != null) {
                        method.invoke(bean, converted);
                        return;
                    }
                } catch (IllegalAccessException | InvocationTargetException | RuntimeException notThisOne) {
                    // A setter of the same name may take another type.
                }
            }
        }
    }

    private static @Nullable Object converted(String value, Class<?> type) {
        if (type == String.class) {
            return value;
        }
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(value);
        }
        if (type == long.class || type == Long.class) {
            return Long.valueOf(value);
        }
        boolean flag = type == boolean.class || type == Boolean.class;
        return flag ? Boolean.valueOf(value) : null;
    }
}
