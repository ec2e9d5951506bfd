// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Loads some classes of the test's class path itself, changed on the way. */
final class WovenLoader extends ClassLoader {

    private final Predicate<String> own;
    private final UnaryOperator<byte[]> change;

    /**
     * @param own whether a class, by its name with dots, is loaded here and not by the parent
     * @param change from class file to class file; null: as it is
     */
    WovenLoader(Predicate<String> own, UnaryOperator<byte[]> change) {
        super(WovenLoader.class.getClassLoader());
        this.own = own;
        this.change = change;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (!own.test(name)) {
                return super.loadClass(name, resolve);
            }
            byte[] classFile = read(getParent(), name);
            byte[] changed = change.apply(classFile);
            byte[] used = changed == null ? classFile : changed;
            return defineClass(name, used, 0, used.length);
        }
    }

    static byte[] read(ClassLoader loader, String name) {
        try (InputStream in = loader.getResourceAsStream(name.replace('.', '/') + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
