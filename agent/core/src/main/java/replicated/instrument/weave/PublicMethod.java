// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument.weave;

import java.lang.invoke.MethodHandle;

/**
 * A public method of objects whose class is not on our class path: found once for each class, and kept with the class.
 * Thread-safe.
 */
public final class PublicMethod extends ClassValue<MethodHandle> {

    private final String name;
    private final Class<?>[] parameters;

    /**
     * Looks for nothing yet.
     *
     * @param name name of the method
     * @param parameters its parameter types
     */
    public PublicMethod(String name, Class<?>... parameters) {
        this.name = name;
        this.parameters = parameters.clone();
    }

    /**
     * The method of an object.
     *
     * @param object what it will be called on
     * @return as {@link PublicMethods#find}
     * @throws IllegalStateException if there is none that can be called from here
     */
    public MethodHandle of(Object object) {
        return get(object.getClass());
    }

    @Override
    protected MethodHandle computeValue(Class<?> type) {
        return PublicMethods.find(type, name, parameters);
    }
}
