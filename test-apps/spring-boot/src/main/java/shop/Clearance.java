// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.annotation.Transactional;

/** As {@link Inventory}; the tests have no rule for it. */
public class Clearance {

    private final Shop shop;

    Clearance(Shop shop) {
        this.shop = shop;
    }

    /** Counts. */
    @Scheduled(fixedDelay = 100)
    @Transactional(readOnly = true)
    public void run() {
        Work.ANSWERS.put("unnamed", shop.count());
    }
}
