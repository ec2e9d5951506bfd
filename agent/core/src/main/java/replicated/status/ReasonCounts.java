// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package replicated.status;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import replicated.route.Reason;

/**
 * One counter per reason, made when it is first needed: most pairs of route and target know two or three. Thread-safe.
 */
final class ReasonCounts {

    private static final Reason[] REASONS = Reason.values();

    private final AtomicReferenceArray<LongAdder> counts = new AtomicReferenceArray<>(REASONS.length);

    void count(Reason reason) {
        counter(reason).increment();
    }

    LongAdder counter(Reason reason) {
        LongAdder known = counts.get(reason.ordinal());
        return known == null ? first(reason) : known;
    }

    long of(Reason reason) {
        LongAdder known = counts.get(reason.ordinal());
        return known == null ? 0 : known.sum();
    }

    long sum() {
        long sum = 0;
        for (int reason = 0; reason < REASONS.length; reason++) {
            LongAdder known = counts.get(reason);
            sum += known == null ? 0 : known.sum();
        }
        return sum;
    }

    void add(ReasonCounts other) {
        for (Reason reason : REASONS) {
            long count = other.of(reason);
            if (count > 0) {
                counter(reason).add(count);
            }
        }
    }

    private LongAdder first(Reason reason) {
        LongAdder fresh = new LongAdder();
        LongAdder raced = counts.compareAndExchange(reason.ordinal(), null, fresh);
        return raced == null ? fresh : raced;
    }
}
