// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/** By Spring's annotations. */
@Component("cacheable")
class CacheableCounters implements Cached {

    private final TemplateCounters template;

    CacheableCounters(TemplateCounters template) {
        this.template = template;
    }

    @Override
    @Cacheable("hits")
    public int hits(long id) {
        return template.hits(id);
    }

    @Override
    @CacheEvict("hits")
    public void raise(long id) {
        template.raise(id);
    }
}
