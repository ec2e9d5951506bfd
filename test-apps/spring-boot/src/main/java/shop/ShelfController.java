// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shelves over HTTP. */
@RestController
@Profile("shared-caches")
class ShelfController {

    private final SharedCaches caches;

    ShelfController(SharedCaches caches) {
        this.caches = caches;
    }

    @PostMapping("/shelves/{id}")
    String fill(@PathVariable("id") long id) {
        caches.fill(id);
        caches.forget(id);
        return "filled";
    }

    @GetMapping("/shelves/{way}/{id}")
    String stock(@PathVariable("way") String way, @PathVariable("id") long id) {
        int stock = switch (way) {
            case "plain" -> caches.plain(id);
            case "springs" -> caches.springs(id);
            case "springsAtOnce" -> caches.springsAtOnce(id);
            case "caffeine" -> caches.caffeine(id);
            case "caffeineRefreshed" -> caches.caffeineRefreshed(id);
            case "entity" -> caches.entity(id);
            case "collection" -> caches.collection(id);
            case "naturalId" -> caches.naturalId(id);
            case "query" -> caches.query(id);
            case "joined" -> caches.joined(id);
            case "replacing" -> caches.replacing(id);
            case "many" -> caches.many(id);
            case "stateless" -> caches.stateless(id);
            default -> throw new IllegalArgumentException(way);
        };
        return "" + stock;
    }
}
