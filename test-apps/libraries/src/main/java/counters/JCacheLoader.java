// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;

/** What the application gives a cache of JCache. */
final class JCacheLoader implements CacheLoader<Long, Integer>, Serializable {

    private static final long serialVersionUID = 1;

    private final transient TemplateCounters template;

    JCacheLoader(TemplateCounters template) {
        this.template = template;
    }

    @Override
    public Integer load(Long id) {
        return template.hits(id);
    }

    @Override
    public Map<Long, Integer> loadAll(Iterable<? extends Long> ids) {
        Map<Long, Integer> loaded = new HashMap<>();
        ids.forEach(id -> loaded.put(id, load(id)));
        return loaded;
    }
}
