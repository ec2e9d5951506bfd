// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Component;

/** By Spring's annotations, where one of those who ask at once loads. */
@Component("cacheableSync")
class CacheableAtOnce implements Cached {

    private final TemplateCounters template;

    CacheableAtOnce(TemplateCounters template) {
        this.template = template;
    }

    @Override
    @Cacheable(cacheNames = "at-once", sync = true)
    public int hits(long id) {
        return template.hits(id);
    }

    @Override
    @CacheEvict("at-once")
    public void raise(long id) {
        template.raise(id);
    }
}
