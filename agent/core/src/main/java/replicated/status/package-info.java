/**
 * What an operator sees and steers: page, metrics, JMX, report. Knows {@code request}, {@code jdbc} and the replicas
 * but reads only, the mode and the learnt routes excepted. {@link replicated.status.Counters} is written by the
 * application's threads without a lock; samples are taken and MBeans registered by the status thread, pages made by the
 * listener's workers.
 */
@NullMarked
package replicated.status;

import org.jspecify.annotations.NullMarked;
