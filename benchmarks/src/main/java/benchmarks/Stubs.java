// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/** Fills in the methods of large interfaces that nothing here calls: they return 0, false or null. */
final class Stubs {

    private Stubs() {}

    /**
     * Makes a class of an abstract one.
     *
     * @param type abstract, with one constructor
     * @return its constructor, typed as that of {@code type}; kept in a static final field it costs what {@code new}
     *     costs
     */
    static MethodHandle constructor(Class<?> type) {
        Constructor<?> declared = type.getDeclaredConstructors()[0];
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            Class<?> made = new ByteBuddy()
                    .subclass(type)
                    .modifiers(Visibility.PUBLIC)
                    .name(type.getName() + "Stub")
                    .method(ElementMatchers.isAbstract())
                    .intercept(StubMethod.INSTANCE)
                    .make()
                    .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(lookup))
                    .getLoaded();
            MethodType parameters = MethodType.methodType(void.class, declared.getParameterTypes());
            return lookup.findConstructor(made, parameters).asType(parameters.changeReturnType(type));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
