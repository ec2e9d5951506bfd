// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

/** Is told of what requests have added, as a listener of a message broker is. */
class OrderListener {

    private final Shop shop;

    OrderListener(Shop shop) {
        this.shop = shop;
    }

    void onMessage(String name) {
        Work.ANSWERS.put("message", shop.named(name));
    }
}
