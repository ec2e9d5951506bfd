// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.chaos;

import java.util.concurrent.atomic.AtomicLong;

/** What requests that began during one scene met. Thread-safe. */
final class Span {

    final String scene;
    /** Of requests that nothing excuses. */
    final Durations durations = new Durations();

    final AtomicLong failed = new AtomicLong();
    final AtomicLong excused = new AtomicLong();

    Span(String scene) {
        this.scene = scene;
    }
}
