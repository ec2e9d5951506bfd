// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package counters;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** By Spring's annotation. */
@Component
class AsyncWork {

    @Async
    Future<String> of(Callable<String> work) {
        try {
            return CompletableFuture.completedFuture(work.call());
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Async
    void into(Callable<String> work, CompletableFuture<String> result) {
        try {
            result.complete(work.call());
        } catch (Exception e) {
            result.completeExceptionally(e);
        }
    }
}
