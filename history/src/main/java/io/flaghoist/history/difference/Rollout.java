package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A percentage rollout, as far as it decides anything (evaluation.md, 2.6).
 *
 * @param shares in their order, which decides who gets what
 */
record Rollout(String bucketBy, List<Share> shares) {
    private static final int WHOLE = 100;

    record Share(String variation, int weight) {}

    /** Empty for what is no rollout that a sentence could tell. */
    static Optional<Rollout> of(@Nullable JsonNode distribution) {
        if (distribution == null
                || !distribution.isObject()
                || !distribution.path("bucketBy").isTextual()
                || !distribution.path("variations").isArray()) {
            return Optional.empty();
        }
        var shares = new ArrayList<Share>();
        for (JsonNode share : distribution.path("variations")) {
            if (!share.path("variation").isTextual() || !share.path("weight").isInt()) {
                return Optional.empty();
            }
            shares.add(
                    new Share(
                            share.path("variation").textValue(), share.path("weight").intValue()));
        }
        return Optional.of(
                new Rollout(distribution.path("bucketBy").textValue(), List.copyOf(shares)));
    }

    boolean isEmpty() {
        return shares.isEmpty();
    }

    /** {@code 25 % of `plan` get `true`, the others `false`}. */
    String inWords() {
        if (shares.isEmpty()) {
            return "nothing (a rollout without shares)";
        }
        if (isTwoWay()) {
            return share(0) + ", the others " + Words.quoted(last());
        }
        String others =
                shares.stream()
                        .skip(1)
                        .limit(Words.MOST_NAMES)
                        .map(share ->
                                ", " + share.weight() + " % " + Words.quoted(share.variation()))
                        .collect(Collectors.joining());
        return share(0) + others + remark();
    }

    /** Whether the second share follows from the first. */
    boolean isTwoWay() {
        return shares.size() == 2
                && total() == WHOLE
                && !shares.getFirst().variation().equals(last());
    }

    /** {@code of `plan`}, {@code of targets}. */
    String audience() {
        return bucketBy.isEmpty() || bucketBy.equals("identifier")
                ? "of targets"
                : "of " + Words.quoted(bucketBy);
    }

    List<String> variations() {
        return shares.stream().map(Share::variation).toList();
    }

    /** Whether the shares are those of {@code other}, if in another order. */
    boolean dealsTheSame(Rollout other) {
        return bucketBy.equals(other.bucketBy) && counted().equals(other.counted());
    }

    /** What to know about weights that are not 100 in all; else empty. */
    String remark() {
        long total = total();
        if (total == WHOLE) {
            return "";
        }
        String sum = " (weights add up to " + total;
        return total < WHOLE
                ? sum + ": the rest get " + Words.quoted(last()) + ")"
                : sum + ": nobody gets what is above 100)";
    }

    private String last() {
        return shares.getLast().variation();
    }

    /** {@code 25 % of `plan` get `true`}. */
    String share(int index) {
        Share share = shares.get(index);
        return share.weight() + " % " + audience() + " get " + Words.quoted(share.variation());
    }

    private long total() {
        return shares.stream().mapToLong(Share::weight).sum();
    }

    private Map<Share, Long> counted() {
        return shares.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }
}
