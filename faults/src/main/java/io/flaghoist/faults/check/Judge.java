package io.flaghoist.faults.check;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The criterion: a document that is served with age a and not stale was what SaaS held at some
 * moment in the last a + 2 seconds, unless the answer names it as an exception. Where it only tells
 * how many more exceptions there are, and more documents than that are not true, none of those is
 * excused.
 *
 * <p>An edge decides what it serves at some moment between request and answer, so what SaaS held
 * from a + 2 seconds before the request up to the answer is honest.
 */
public final class Judge {
    /** What is allowed beyond the age: it is told in whole seconds, and takes its way. */
    public static final Duration ALLOWANCE = Duration.ofSeconds(2);

    private Judge() {}

    /** The verdict on each document of an answer. */
    public static Map<DocumentKey, Verdict> judge(ServedAnswer answer, Truth truth) {
        var verdicts = new HashMap<DocumentKey, Verdict>();
        answer.documents()
                .forEach((key, content) -> verdicts.put(key, judge(answer, key, content, truth)));
        answer.exceptions().named().forEach(key -> verdicts.computeIfPresent(key, Judge::excuse));
        long lies = verdicts.values().stream().filter(Verdict.Lie.class::isInstance).count();
        if (lies <= answer.exceptions().unnamed()) {
            verdicts.replaceAll(Judge::excuse);
        }
        return verdicts;
    }

    private static Verdict excuse(DocumentKey key, Verdict verdict) {
        return verdict instanceof Verdict.Lie ? new Verdict.Named() : verdict;
    }

    private static Verdict judge(
            ServedAnswer answer, DocumentKey key, Content content, Truth truth) {
        return switch (answer.claim()) {
            case Claim.Silent() -> new Verdict.Untold();
            case Claim.Unproven() -> new Verdict.SaidStale();
            case Claim.Aged(_, var stale) when stale -> new Verdict.SaidStale();
            case Claim.Aged(var age, _) -> judge(answer, age, key, content, truth);
        };
    }

    private static Verdict judge(
            ServedAnswer answer, Duration age, DocumentKey key, Content content, Truth truth) {
        Duration since = answer.asked().minus(age).minus(ALLOWANCE);
        var held = truth.lastHeld(key, content, answer.answered());
        if (held.isPresent() && held.get().compareTo(since) >= 0) {
            return new Verdict.Honest(positive(answer.asked().minus(held.get())));
        }
        return new Verdict.Lie(age, held.map(last -> answer.asked().minus(last)));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
