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

    /** Empty for what cannot be put in a sentence. */
    static Optional<Rollout> of(@Nullable JsonNode distribution) {
        if (distribution == null
                || !distribution.path("bucketBy").isTextual()
                || !distribution.path("variations").isArray()) {
            return Optional.empty();
        }
        var shares = new ArrayList<Share>();
        for (JsonNode share : distribution.path("variations")) {
            JsonNode variation = share.path("variation");
            JsonNode weight = share.path("weight");
            if (!variation.isTextual() || !weight.isInt()) {
                return Optional.empty();
            }
            shares.add(new Share(variation.textValue(), weight.intValue()));
        }
        return Optional.of(
                new Rollout(distribution.path("bucketBy").textValue(), List.copyOf(shares)));
    }

    /** {@code 25 % of `plan` get `true`, the others `false`}. */
    String text() {
        if (shares.isEmpty()) {
            return "nothing (a rollout without shares)";
        }
        if (isTwoWay()) {
            return share(0) + ", the others " + Texts.quoted(last());
        }
        return shares.stream()
                .skip(1)
                .limit(Texts.MOST_NAMES)
                .map(it -> ", " + it.weight() + " % " + Texts.quoted(it.variation()))
                .collect(Collectors.joining("", share(0), remark()));
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
                : "of " + Texts.quoted(bucketBy);
    }

    List<String> variations() {
        return shares.stream().map(Share::variation).toList();
    }

    /** Whether the shares are those of {@code other}, in whatever order. */
    boolean hasSharesOf(Rollout other) {
        return bucketBy.equals(other.bucketBy) && counted().equals(other.counted());
    }

    private Map<Share, Long> counted() {
        return shares.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** What to know about weights that are not 100 in all; else empty. */
    String remark() {
        long total = total();
        if (total == WHOLE) {
            return "";
        }
        String rest =
                total < WHOLE
                        ? "the rest get " + Texts.quoted(last())
                        : "nobody gets what is above 100";
        return " (weights add up to %d: %s)".formatted(total, rest);
    }

    /** {@code 25 % of `plan` get `true`}. */
    String share(int index) {
        Share share = shares.get(index);
        return share.weight() + " % " + audience() + " get " + Texts.quoted(share.variation());
    }

    private String last() {
        return shares.getLast().variation();
    }

    private long total() {
        return shares.stream().mapToLong(Share::weight).sum();
    }
}
