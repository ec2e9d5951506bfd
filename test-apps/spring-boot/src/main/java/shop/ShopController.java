// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The shop over HTTP. */
@RestController
class ShopController {

    private final Shop shop;

    ShopController(Shop shop) {
        this.shop = shop;
    }

    @PostMapping("/items")
    String add(@RequestParam("text") String name) {
        return shop.add(name);
    }

    @PostMapping("/items/{id}")
    String rename(@PathVariable("id") long id, @RequestParam("text") String name) {
        return shop.rename(id, name);
    }

    @GetMapping("/items/{id}")
    String find(@PathVariable("id") long id) {
        return shop.find(id);
    }

    @GetMapping("/items/{id}/visit")
    String visit(@PathVariable("id") long id) {
        return shop.visit(id);
    }

    @GetMapping("/named/{name}")
    String named(@PathVariable("name") String name) {
        return shop.named(name);
    }

    @GetMapping("/count")
    String count() {
        return shop.count();
    }

    @GetMapping("/items/{id}/touch")
    String touch(@PathVariable("id") long id) {
        return shop.touch(id);
    }
}
