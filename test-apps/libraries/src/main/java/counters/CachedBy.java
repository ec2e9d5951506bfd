// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;

/** A cache as two functions: from the cache, and what raises and forgets. */
record CachedBy(LongToIntFunction cached, LongConsumer raised) implements Cached {

    /** Raises by a template, and has the cache forget it then. */
    static Cached forgetting(TemplateCounters template, LongToIntFunction cached, LongConsumer forget) {
        return new CachedBy(cached, id -> {
            template.raise(id);
            forget.accept(id);
        });
    }

    @Override
    public int hits(long id) {
        return cached.applyAsInt(id);
    }

    @Override
    public void raise(long id) {
        raised.accept(id);
    }
}
