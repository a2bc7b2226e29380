package io.flaghoist.acceptance.usage;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What SDKs have sent to edges, and what edges have confirmed. Thread-safe. */
public final class Ledger {
    private final ConcurrentMap<Evaluated, LongAdder> sent = new ConcurrentHashMap<>();
    private final ConcurrentMap<Evaluated, LongAdder> confirmed = new ConcurrentHashMap<>();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder confirmedPosts = new LongAdder();

    /** To be told before each attempt to deliver a post. */
    void sent(UsagePost post) {
        post.counts().forEach((what, count) -> add(sent, what, count));
        attempts.increment();
    }

    /** To be told once of a post that was answered with 200. */
    void confirmed(UsagePost post) {
        post.counts().forEach((what, count) -> add(confirmed, what, count));
        confirmedPosts.increment();
    }

    private static void add(ConcurrentMap<Evaluated, LongAdder> sums, Evaluated what, long count) {
        sums.computeIfAbsent(what, _ -> new LongAdder()).add(count);
    }

    /** Evaluations of all attempts, a post that was repeated as often as it was sent. */
    public Map<Evaluated, Long> sent() {
        return sums(sent);
    }

    /** Evaluations of the posts that were answered with 200, each once. */
    public Map<Evaluated, Long> confirmed() {
        return sums(confirmed);
    }

    public long attempts() {
        return attempts.sum();
    }

    public long confirmedPosts() {
        return confirmedPosts.sum();
    }

    public long confirmedEvaluations() {
        return confirmed.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static Map<Evaluated, Long> sums(ConcurrentMap<Evaluated, LongAdder> sums) {
        var all = new ConcurrentHashMap<Evaluated, Long>();
        sums.forEach((what, sum) -> all.put(what, sum.sum()));
        return all;
    }
}
