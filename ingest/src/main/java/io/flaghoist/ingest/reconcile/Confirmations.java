package io.flaghoist.ingest.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that must be answers again before they are believed. Bounded by the documents of an
 * environment. Confined to one thread.
 *
 * @param <S> what an answer is about
 * @param <A> the answer
 */
final class Confirmations<S, A> {
    private record FirstAnswer<A>(A answer, long atNanos) {}

    private final Map<S, FirstAnswer<A>> answers = new HashMap<>();
    private final Duration apart;

    Confirmations(Duration apart) {
        this.apart = apart;
    }

    /**
     * How long until {@code answer} can be believed; empty when it is confirmed now. Another answer
     * about the same subject starts anew.
     */
    Optional<Duration> toWait(S subject, A answer, long nowNanos) {
        FirstAnswer<A> first = answers.get(subject);
        if (first == null || !first.answer().equals(answer)) {
            first = new FirstAnswer<>(answer, nowNanos);
            answers.put(subject, first);
            return Optional.of(apart);
        }
        long left = apart.toNanos() - (nowNanos - first.atNanos());
        return left <= 0 ? Optional.empty() : Optional.of(Duration.ofNanos(left));
    }

    void forget(S subject) {
        answers.remove(subject);
    }
}
