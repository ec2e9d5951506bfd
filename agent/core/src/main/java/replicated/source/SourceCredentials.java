// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.source;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import replicated.config.Secret;
import replicated.log.Faults;
import replicated.replica.CredentialSource;
import replicated.replica.Credentials;

/**
 * Asks a data source again what it logs in with: pools are given other passwords while they run, and some make a token
 * each time. Holds the data source weakly, so it keeps no class loader. Thread-safe.
 */
final class SourceCredentials implements CredentialSource {

    private final WeakReference<Object> source;
    private final WeakReference<ClassLoader> application;

    /** For a data source that the application has dropped, and for getters that fail. */
    private volatile Credentials latest;

    SourceCredentials(Object source, @Nullable ClassLoader application, Credentials first) {
        this.source = new WeakReference<>(source);
        this.application = new WeakReference<>(application);
        this.latest = first;
    }

    @Override
    public Credentials now() {
        Object asked = source.get();
        if (asked == null) {
            return latest;
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader own = asked.getClass().getClassLoader();
        ClassLoader users = application.get();
        // What makes tokens looks for its parts with the context class loader.
        thread.setContextClassLoader(users == null ? own : users);
        try {
            Credentials read = SourceReaders.read(asked, own, users).credentials();
            Credentials known = latest;
            boolean nothing =
                    read.password().equals(Secret.NONE) && known.password().present();
            if (!nothing && !read.equals(known)) {
                latest = read;
            }
        } catch (RuntimeException | LinkageError fault) {
            Faults.caught("credentials", fault);
        } finally {
            thread.setContextClassLoader(before);
        }
        return latest;
    }

    /** Without the data source, whose text is the application's, and without secrets. */
    @Override
    public String toString() {
        return "SourceCredentials";
    }
}
