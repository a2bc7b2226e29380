package io.flaghoist.history.difference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a rule, or a flag by default, serves: a variation or a rollout. */
record Serves(DifferenceCollector findings) {
    private static final Set<String> KNOWN = Set.of("variation", "distribution");

    /** A variation is told in other words by a rule than by a default. */
    enum Of {
        DEFAULT,
        RULE
    }

    /** {@code `a`}, or the rollout; empty for what no sentence can tell. */
    static Optional<String> inWords(@Nullable JsonNode serve) {
        if (serve == null || !serve.isObject()) {
            return Optional.empty();
        }
        if (serve.has("distribution")) {
            return Rollout.of(serve.get("distribution"))
                    .map(rollout -> rollout.inWords() + instead(rollout, serve));
        }
        JsonNode variation = serve.get("variation");
        if (variation == null) {
            return Optional.of("nothing");
        }
        return variation.isTextual()
                ? Optional.of(Words.quoted(variation.textValue()))
                : Optional.empty();
    }

    void tell(ComparedNode serve, String context, String label, Of of) {
        findings.tell(serve, context, label, both -> tell(both, context, of));
    }

    private void tell(ComparedNode serve, String context, Of of) {
        ComparedNode variation = serve.field("variation");
        ComparedNode distribution = serve.field("distribution");
        Optional<Rollout> was = Rollout.of(distribution.before());
        Optional<Rollout> is = Rollout.of(distribution.after());
        Optional<String> before = inWords(serve.before());
        Optional<String> after = inWords(serve.after());
        if (variation.same() && was.isPresent() && is.isPresent()) {
            rollout(distribution, was.get(), is.get(), context);
        } else if (before.isPresent() && after.isPresent() && !before.equals(after)) {
            boolean plain = distribution.same() && of == Of.RULE;
            String text =
                    plain
                            ? "now serves " + after.get() + " (was " + before.get() + ")"
                            : before.get() + " → " + after.get();
            findings.add(distribution.same() ? variation : serve, context + text);
        } else {
            findings.rest(serve, context, Set.of());
            return;
        }
        findings.rest(serve, context, KNOWN);
    }

    /** An empty rollout leaves the word to the variation beside it. */
    private static String instead(Rollout rollout, JsonNode serve) {
        return rollout.isEmpty() && serve.path("variation").isTextual()
                ? " or " + Words.quoted(serve.path("variation").textValue())
                : "";
    }

    private void rollout(ComparedNode distribution, Rollout was, Rollout is, String context) {
        findings.tell(
                distribution, context, "distribution", both -> rollout(context, both, was, is));
    }

    private void rollout(String context, ComparedNode distribution, Rollout was, Rollout is) {
        if (!was.variations().equals(is.variations())) {
            String note =
                    was.dealsTheSame(is)
                            ? " (the same shares in another order, so other targets get them)"
                            : "";
            findings.add(distribution, context + was.inWords() + " → " + is.inWords() + note);
        } else {
            if (!was.bucketBy().equals(is.bucketBy())) {
                findings.add(
                        distribution.field("bucketBy"),
                        context
                                + "rollout "
                                + was.audience()
                                + " → "
                                + is.audience()
                                + ", which deals anew who gets what");
            }
            weights(distribution.field("variations"), was, is, context);
        }
        findings.rest(distribution, context, Set.of("bucketBy", "variations"));
    }

    /** The same variations in the same order. */
    private void weights(ComparedNode shares, Rollout was, Rollout is, String context) {
        List<ComparedNode> matched =
                Matching.ofObjects(shares, share -> share.path("variation").asText(""))
                        .map(Matching::survivors)
                        .orElse(List.of());
        List<Integer> told = toldWeights(was, is);
        for (int i : told) {
            String remark = i == told.getLast() ? is.remark() : "";
            findings.add(
                    matched.get(i).field("weight"),
                    context + was.shares().get(i).weight() + " % → " + is.share(i) + remark);
        }
        for (int i = 0; i < matched.size(); i++) {
            String share = context + "share " + (i + 1) + ": ";
            findings.rest(matched.get(i), share, Set.of("variation", "weight"));
        }
    }

    /** Of two shares that make up a whole one is enough, and {@code true} the one to tell. */
    private static List<Integer> toldWeights(Rollout was, Rollout is) {
        if (was.isTwoWay() && is.isTwoWay() && !was.shares().equals(is.shares())) {
            return List.of(is.variations().getLast().equals("true") ? 1 : 0);
        }
        return IntStream.range(0, is.shares().size())
                .filter(i -> was.shares().get(i).weight() != is.shares().get(i).weight())
                .boxed()
                .toList();
    }
}
