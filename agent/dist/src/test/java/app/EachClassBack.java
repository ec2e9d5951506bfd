// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.security.ProtectionDomain;

/**
 * An agent as there are some, which gives classes back that it has not changed; and a main with a proxy. Of the JDK's it
 * gives back the one that comes last where all others have been loaded before anybody looked, and those that hardly
 * anything loads.
 */
public final class EachClassBack implements ClassFileTransformer {

    private EachClassBack() {}

    /** Looks at all classes from now on. */
    public static void premain(String argument, Instrumentation jvm) {
        jvm.addTransformer(new EachClassBack());
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] classFile) {
        return name.equals("java/lang/WeakPairMap$Pair$Weak") || name.startsWith("java/util/Illegal")
                ? classFile
                : null;
    }

    /** Has the JVM open a module for a proxy. */
    public static void main(String[] arguments) {
        Runnable proxy = (Runnable) Proxy.newProxyInstance(
                EachClassBack.class.getClassLoader(), new Class<?>[] {Runnable.class}, (self, method, given) -> {
                    System.out.println("hello " + method.getName());
                    return null;
                });
        proxy.run();
    }
}
