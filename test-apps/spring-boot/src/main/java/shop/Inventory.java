// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.annotation.Transactional;

/** Counts the items from time to time, in a transaction that begins before this class is reached. */
public class Inventory {

    private final Shop shop;

    Inventory(Shop shop) {
        this.shop = shop;
    }

    /** Counts. */
    @Scheduled(fixedDelay = 100)
    @Transactional(readOnly = true)
    public void run() {
        Work.ANSWERS.put("scheduled", shop.count());
    }
}
