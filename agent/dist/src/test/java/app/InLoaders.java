// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.StringTokenizer;

/** Several applications in one JVM, each with a class loader of its own, as in an application server. */
public final class InLoaders {

    private InLoaders() {}

    /** Starts them: each is a main class and its class path. */
    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < arguments.length; i += 2) {
            String main = arguments[i];
            ClassLoader loader = new URLClassLoader(urls(arguments[i + 1]), ClassLoader.getPlatformClassLoader());
            Thread thread = new Thread(new Runnable() {
                @Override
                public void run() {
                    start(loader, main);
                }
            });
            thread.setContextClassLoader(loader);
            thread.start();
        }
    }

    static void start(ClassLoader loader, String main) {
        try {
            loader.loadClass(main).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL[] urls(String classPath) throws MalformedURLException {
        StringTokenizer entries = new StringTokenizer(classPath, File.pathSeparator);
        URL[] urls = new URL[entries.countTokens()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = new File(entries.nextToken()).toURI().toURL();
        }
        return urls;
    }
}
