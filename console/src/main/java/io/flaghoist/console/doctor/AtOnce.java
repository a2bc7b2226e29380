package io.flaghoist.console.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does the same to many that each wait for the network. */
final class AtOnce {
    private AtOnce() {}

    /** The results in the order of {@code all}. What {@code each} throws is thrown here. */
    static <T, R> List<R> map(Collection<T> all, Function<T, R> each) throws InterruptedException {
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("doctor-one-of-many-", 0).factory());
        try {
            List<Future<R>> futures =
                    all.stream().map(one -> threads.submit(() -> each.apply(one))).toList();
            var results = new ArrayList<R>();
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
