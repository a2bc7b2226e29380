package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What differs in what a rule, or a flag by default, serves: a variation or a rollout. */
record ServeDifferences(DifferenceCollector findings) {
    /** {@code `a`}, or the rollout; empty for what cannot be put in a sentence. */
    static Optional<String> text(@Nullable JsonNode serve) {
        if (serve == null || !serve.isObject()) {
            return Optional.empty();
        }
        JsonNode variation = serve.get("variation");
        Optional<String> name =
                variation != null && variation.isTextual()
                        ? Optional.of(Texts.quoted(variation.textValue()))
                        : Optional.empty();
        if (serve.has("distribution")) {
            // An empty rollout serves the variation beside it.
            return Rollout.of(serve.get("distribution"))
                    .map(it ->
                            it.shares().isEmpty() && name.isPresent()
                                    ? it.text() + " or " + name.get()
                                    : it.text());
        }
        return variation == null ? Optional.of("nothing") : name;
    }

    /**
     * @param isOfRule whether a rule serves it, and not the flag by default
     */
    void describe(ComparedNode serve, String context, String label, boolean isOfRule) {
        findings.describe(serve, context, label, () -> describe(serve, context, isOfRule));
    }

    private void describe(ComparedNode serve, String context, boolean isOfRule) {
        ComparedNode variation = serve.field("variation");
        ComparedNode distribution = serve.field("distribution");
        Optional<Rollout> was = Rollout.of(distribution.before());
        Optional<Rollout> is = Rollout.of(distribution.after());
        Optional<String> before = text(serve.before());
        Optional<String> after = text(serve.after());
        Set<String> described = Set.of("variation", "distribution");
        if (variation.same() && was.isPresent() && is.isPresent()) {
            findings.describe(
                    distribution,
                    context,
                    "distribution",
                    () -> rollout(context, distribution, was.get(), is.get()));
        } else if (before.isPresent() && after.isPresent() && !before.equals(after)) {
            String text =
                    distribution.same() && isOfRule
                            ? "now serves %s (was %s)".formatted(after.get(), before.get())
                            : before.get() + " → " + after.get();
            findings.add(distribution.same() ? variation : serve, context + text);
        } else {
            described = Set.of();
        }
        findings.rest(serve, context, described);
    }

    private void rollout(String context, ComparedNode distribution, Rollout was, Rollout is) {
        if (!was.variations().equals(is.variations())) {
            String note =
                    was.hasSharesOf(is)
                            ? " (the same shares in another order, so other targets get them)"
                            : "";
            findings.add(distribution, context + was.text() + " → " + is.text() + note);
        } else {
            if (!was.bucketBy().equals(is.bucketBy())) {
                String change = was.audience() + " → " + is.audience();
                findings.add(
                        distribution.field("bucketBy"),
                        context + "rollout " + change + ", which deals anew who gets what");
            }
            weights(distribution.field("variations"), was, is, context);
        }
        findings.rest(distribution, context, Set.of("bucketBy", "variations"));
    }

    /** The same variations in the same order. */
    private void weights(ComparedNode shares, Rollout was, Rollout is, String context) {
        List<ComparedNode> matched =
                Matching.of(shares, Matching.Key.field("variation"))
                        .map(Matching::survivors)
                        .orElse(List.of());
        List<Integer> changed = changedWeights(was, is);
        for (int i : changed) {
            String change = was.shares().get(i).weight() + " % → " + is.share(i);
            String remark = i == changed.getLast() ? is.remark() : "";
            findings.add(matched.get(i).field("weight"), context + change + remark);
        }
        for (int i = 0; i < matched.size(); i++) {
            String share = context + "share " + (i + 1) + ": ";
            findings.rest(matched.get(i), share, Set.of("variation", "weight"));
        }
    }

    /** Of two shares that make up a whole one is enough, and preferably that of {@code true}. */
    private static List<Integer> changedWeights(Rollout was, Rollout is) {
        if (was.isTwoWay() && is.isTwoWay() && !was.shares().equals(is.shares())) {
            return List.of(is.variations().getLast().equals("true") ? 1 : 0);
        }
        return IntStream.range(0, is.shares().size())
                .filter(i -> was.shares().get(i).weight() != is.shares().get(i).weight())
                .boxed()
                .toList();
    }
}
