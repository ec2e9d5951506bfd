// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

/** As Jetty's, of which only the name and this getter are known: the loader of a web application. */
public final class WebAppClassLoader extends ClassLoader {

    private final Context context = new Context();

    WebAppClassLoader() {
        super(WebAppClassLoader.class.getClassLoader());
    }

    void stop() {
        context.stopped = true;
    }

    /** @return its application */
    public Context getContext() {
        return context;
    }

    /** A web application. */
    public static final class Context {
        private volatile boolean stopped;

        /** @return whether it was stopped */
        public boolean isStopped() {
            return stopped;
        }
    }
}
