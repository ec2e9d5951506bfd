// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A thread started while a request runs must not keep that request's web application in memory. */
class DaemonThreadsTest {

    @Test
    void takeNothingOverFromTheThreadThatStartsThem() throws Exception {
        InheritableThreadLocal<String> ofTheRequest = new InheritableThreadLocal<>();
        AtomicReference<Thread> made = new AtomicReference<>();
        AtomicReference<String> inherited = new AtomicReference<>();
        try (URLClassLoader webApplication = new URLClassLoader(new URL[0])) {
            Thread request = new Thread(() -> {
                Thread.currentThread().setContextClassLoader(webApplication);
                ofTheRequest.set("user");
                made.set(new DaemonThreads("test").newThread(() -> inherited.set(ofTheRequest.get())));
            });
            request.start();
            request.join();
            made.get().start();
            made.get().join();
        }
        assertThat(inherited.get()).isNull();
        assertThat(made.get().isDaemon()).isTrue();
        assertThat(made.get().getName()).isEqualTo("replicated-test-1");
        assertThat(new DaemonThreads("test").newThread(() -> {}).getContextClassLoader())
                .isSameAs(DaemonThreads.class.getClassLoader());
    }
}
