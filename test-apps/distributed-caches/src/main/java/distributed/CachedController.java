// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package distributed;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pages whose content is cached for everybody, and one whose is not. */
@RestController
class CachedController {

    private final Counters counters;
    private final Map<String, Cached> caches;

    CachedController(Counters counters, Map<String, Cached> caches) {
        this.counters = counters;
        this.caches = caches;
    }

    @GetMapping("/plain/{id}")
    int hits(@PathVariable long id) {
        return counters.hits(id);
    }

    @GetMapping("/cached/{cache}/{id}")
    int hits(@PathVariable String cache, @PathVariable long id) {
        return caches.get(cache).hits().applyAsInt(id);
    }

    @PostMapping("/cached/{cache}/{id}")
    void raise(@PathVariable String cache, @PathVariable long id) {
        counters.raise(id);
        caches.get(cache).forget().accept(id);
    }
}
