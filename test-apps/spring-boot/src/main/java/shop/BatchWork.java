// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package shop;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A job of Spring Batch with one step, whose transaction begins in the framework; only where {@code shop.work} is set.
 */
@Component
@ConditionalOnProperty("shop.work")
class BatchWork {

    private final JobRepository repository = new ResourcelessJobRepository();
    private final Job job;
    private long runs;

    BatchWork(Shop shop, PlatformTransactionManager transactions) {
        job = new JobBuilder("counting", repository)
                .start(new StepBuilder("count", repository)
                        .tasklet(
                                (contribution, context) -> {
                                    Work.ANSWERS.put("batch", shop.count());
                                    return RepeatStatus.FINISHED;
                                },
                                transactions)
                        .build())
                .build();
    }

    /** Runs the job. */
    @Scheduled(fixedDelay = 100)
    void run() throws Exception {
        JobParameters parameters =
                new JobParametersBuilder().addLong("run", ++runs).toJobParameters();
        JobExecution execution = repository.createJobExecution(
                repository.createJobInstance(job.getName(), parameters), parameters, new ExecutionContext());
        job.execute(execution);
    }
}
