// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What listeners of brokers have found of what their messages named. */
@RestController
class Told {

    /**
     * Looks twice for what each message names: the answers have to come from one server.
     *
     * @param listener what to keep it under
     */
    static void told(Shop shop, String listener, List<String> names) {
        StringBuilder answer = new StringBuilder();
        for (String name : names) {
            answer.append(shop.named(name)).append(' ').append(shop.count()).append(' ');
        }
        Work.ANSWERS.put(listener, answer.toString().trim());
    }

    /** As {@link #told}, and adds an item in between. */
    static void copied(Shop shop, String listener, String name) {
        String before = shop.named(name);
        shop.add("copy-of-" + name);
        Work.ANSWERS.put(listener, before + " " + shop.named("copy-of-" + name));
    }

    /** What was found last. */
    @GetMapping("/told/{broker}/{listener}")
    String of(@PathVariable("broker") String broker, @PathVariable("listener") String listener) {
        return Work.ANSWERS.getOrDefault(broker + "/" + listener, "nothing");
    }
}
