// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.SchedulerException;

/** Counts the items for Quartz. */
public class StockTaking implements Job {

    static final String SHOP = "shop";

    @Override
    public void execute(JobExecutionContext context) throws JobExecutionException {
        try {
            Shop shop = (Shop) context.getScheduler().getContext().get(SHOP);
            Work.ANSWERS.put("quartz", shop.count());
        } catch (SchedulerException e) {
            throw new JobExecutionException(e);
        }
    }
}
