// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.infinispan.persistence.spi.CacheLoader;
import org.infinispan.persistence.spi.InitializationContext;
import org.infinispan.persistence.spi.MarshallableEntry;

/** A store of Infinispan's that blocks, and reads the counters. */
@SuppressWarnings("removal") // what most stores of applications are
public final class CounterLoader implements CacheLoader<Long, Integer> {

    /** Infinispan makes its stores itself. */
    static volatile TemplateCounters template;

    private InitializationContext context;

    @Override
    public void init(InitializationContext context) {
        this.context = context;
    }

    @Override
    public MarshallableEntry<Long, Integer> loadEntry(Object id) {
        return context.<Long, Integer>getMarshallableEntryFactory().create(id, template.hits((Long) id));
    }

    @Override
    public boolean contains(Object id) {
        return true;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}
}
