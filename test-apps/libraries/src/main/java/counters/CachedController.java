// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pages whose content is cached for everybody. */
@RestController
class CachedController {

    private final Map<String, Cached> caches;

    CachedController(Map<String, Cached> caches) {
        this.caches = caches;
    }

    @GetMapping("/cached/{cache}/{id}")
    int hits(@PathVariable String cache, @PathVariable long id) {
        return caches.get(cache).hits(id);
    }

    @PostMapping("/cached/{cache}/{id}")
    void raise(@PathVariable String cache, @PathVariable long id) {
        caches.get(cache).raise(id);
    }
}
