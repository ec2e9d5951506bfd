// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Further ways for shelves over HTTP. */
@RestController
@Profile("ehcache-2")
class Ehcache2Controller {

    private final Ehcache2Caches caches;

    Ehcache2Controller(Ehcache2Caches caches) {
        this.caches = caches;
    }

    @GetMapping("/shelves/populating/{id}")
    String populating(@PathVariable("id") long id) {
        return "" + caches.populating(id);
    }

    @GetMapping("/shelves/withLoader/{id}")
    String withLoader(@PathVariable("id") long id) {
        return "" + caches.withLoader(id);
    }

    @GetMapping("/shelves/allWithLoader/{id}")
    String allWithLoader(@PathVariable("id") long id) {
        return "" + caches.allWithLoader(id);
    }

    @GetMapping("/shelves/loaded/{id}")
    String loaded(@PathVariable("id") long id) {
        return "" + caches.loaded(id);
    }
}
