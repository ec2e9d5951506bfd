// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.infinispan.persistence.spi.InitializationContext;
import org.infinispan.persistence.spi.MarshallableEntry;
import org.infinispan.persistence.spi.NonBlockingStore;

/** A store of Infinispan's that nobody waits for. */
public final class CounterStore implements NonBlockingStore<Long, Integer> {

    private InitializationContext context;

    @Override
    public CompletionStage<Void> start(InitializationContext started) {
        context = started;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> stop() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Set<Characteristic> characteristics() {
        return EnumSet.of(Characteristic.READ_ONLY);
    }

    @Override
    public CompletionStage<MarshallableEntry<Long, Integer>> load(int segment, Object id) {
        return CompletableFuture.supplyAsync(() -> context.<Long, Integer>getMarshallableEntryFactory()
                .create(id, CounterLoader.template.hits((Long) id)));
    }

    @Override
    public CompletionStage<Void> write(int segment, MarshallableEntry<? extends Long, ? extends Integer> entry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> delete(int segment, Object id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> clear() {
        throw new UnsupportedOperationException();
    }
}
