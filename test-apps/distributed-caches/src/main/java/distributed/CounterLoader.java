// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.Collection;
import java.util.Map;

/** What most loaders are: a class that names no interface of the cache itself. */
final class CounterLoader extends MapLoaderBase<Long, Integer> {

    private final Counters counters;

    CounterLoader(Counters counters) {
        this.counters = counters;
    }

    @Override
    public Integer load(Long id) {
        return counters.hits(id);
    }

    @Override
    public Map<Long, Integer> loadAll(Collection<Long> ids) {
        long id = ids.iterator().next();
        return Map.of(id, counters.hits(id));
    }
}
