// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.reflect.Field;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One field of whatever class, found once for each class: for what is read with each call. Thread-safe. */
final class FieldOfClass {

    private final ClassValue<Optional<Field>> fields;

    /** @param names what versions of the class call it; of several that are there, the first */
    FieldOfClass(String... names) {
        this.fields = new ClassValue<>() {
            @Override
            protected Optional<Field> computeValue(Class<?> type) {
                return Stream.of(names)
                        .map(name -> find(type, name))
                        .flatMap(Optional::stream)
                        .findFirst();
            }
        };
    }

    /** Also a private one of a superclass; empty where there is none that can be read. */
    static Optional<Field> find(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                return field.trySetAccessible() ? Optional.of(field) : Optional.empty();
            } catch (NoSuchFieldException perhapsHigherUp) {
                // The next class of the hierarchy is asked.
            } catch (RuntimeException | LinkageError unreadable) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * The value of the field, also a private one of a superclass.
     *
     * @param object never null
     * @return null if there is no such field
     */
    @Nullable
    Object of(Object object) {
        return value(fields.get(object.getClass()), object);
    }

    /** Null also where there is no field. */
    static @Nullable Object value(Optional<Field> field, Object object) {
        try {
            return field.isEmpty() ? null : field.get().get(object);
        } catch (IllegalAccessException | RuntimeException unreadable) {
            return null;
        }
    }
}
