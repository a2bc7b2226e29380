package io.flaghoist.evaluation;

import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.FeatureConfig.Serve;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A compiled flag: every possible result of its configuration is precomputed. */
final class CompiledFlag {
    /**
     * A condition on another flag.
     *
     * @param variations the identifiers that satisfy it
     * @param refused the original flag, if it cannot be served, so that nothing satisfies the
     *     condition; else null
     */
    record Prerequisite(String feature, Set<String> variations, @Nullable String refused) {
        static Prerequisite of(FeatureConfig.Prerequisite prerequisite) {
            return new Prerequisite(
                    Configs.text(prerequisite.feature()),
                    Set.copyOf(Configs.list(prerequisite.variations())),
                    Configs.refusal(prerequisite.refused()));
        }
    }

    private static final String ON = "on";

    private final String identifier;
    private final long version;
    private final String state;
    private final Evaluation off;
    private final Evaluation nothingChosen;
    private final @Nullable Evaluation whenOff;
    private final TargetMap targetMap;
    private final CompiledRule[] rules;
    private final @Nullable Rollout defaultRollout;
    private final @Nullable String defaultVariation;
    private final @Nullable Evaluation defaultOutcome;
    private final List<Prerequisite> prerequisites;
    private final @Nullable String refusal;

    private CompiledFlag(
            FeatureConfig flag, Evaluation.Reason whenNothingIsChosen, Patterns patterns) {
        Variations variations = Variations.of(flag);
        Serve serve = flag.defaultServe();
        this.identifier = Configs.text(flag.feature());
        this.version = Configs.number(flag.version());
        this.state = Configs.text(flag.state());
        this.off = variations.named(Configs.text(flag.offVariation()));
        this.nothingChosen = new Evaluation.Failed(identifier, whenNothingIsChosen);
        this.whenOff = variations.chosen(flag.offVariation());
        this.targetMap = TargetMap.of(flag.variationToTargetMap(), variations);
        this.rules =
                Configs.list(flag.rules()).stream()
                        .map(rule -> CompiledRule.of(rule, variations, patterns))
                        .sorted(Comparator.comparingLong(CompiledRule::priority))
                        .toArray(CompiledRule[]::new);
        this.defaultRollout =
                serve == null || serve.distribution() == null
                        ? null
                        : Rollout.of(serve.distribution(), variations);
        this.defaultVariation = serve == null ? null : serve.variation();
        this.defaultOutcome = variations.chosen(defaultVariation);
        this.prerequisites =
                Configs.list(flag.prerequisites()).stream().map(Prerequisite::of).toList();
        this.refusal = Configs.refusal(flag.refused());
    }

    static CompiledFlag of(FeatureConfig flag, Patterns patterns) {
        return new CompiledFlag(flag, Evaluation.Reason.NOTHING_CHOSEN, patterns);
    }

    /** A flag with an unreadable configuration: every evaluation fails. */
    static CompiledFlag unreadable(String identifier) {
        var nothing =
                new FeatureConfig(
                        identifier, null, null, null, null, null, null, null, null, null, null);
        return new CompiledFlag(nothing, Evaluation.Reason.UNREADABLE, new Patterns());
    }

    String identifier() {
        return identifier;
    }

    long version() {
        return version;
    }

    String state() {
        return state;
    }

    boolean isOn() {
        return state.equals(ON);
    }

    /** The result if a prerequisite is not met. */
    Evaluation off() {
        return off;
    }

    List<Prerequisite> prerequisites() {
        return prerequisites;
    }

    TargetMap targetMap() {
        return targetMap;
    }

    /** By ascending priority. */
    CompiledRule[] rules() {
        return rules;
    }

    @Nullable Rollout defaultRollout() {
        return defaultRollout;
    }

    @Nullable String defaultVariation() {
        return defaultVariation;
    }

    /** Why upstream's flag is refused, if this is its placeholder; else null. */
    @Nullable String refusal() {
        return refusal;
    }

    /** The limit that one of its patterns exceeds; null if none. */
    @Nullable String limit() {
        return CompiledClause.limit(Stream.of(rules).flatMap(rule -> Stream.of(rule.clauses())));
    }

    /** The groups that this flag refers to. */
    Stream<String> groups() {
        return Stream.concat(
                targetMap.entries().stream().flatMap(entry -> entry.groups().stream()),
                Stream.of(rules)
                        .flatMap(rule -> Stream.of(rule.clauses()))
                        .filter(CompiledClause.OnGroups.class::isInstance)
                        .flatMap(clause -> clause.values().stream()));
    }

    /** The evaluation of this flag without its prerequisites (evaluation.md, 2, evaluateFlag). */
    Evaluation evaluate(@Nullable EvaluationTarget target, @Nullable Memberships memberships) {
        if (refusal != null) {
            return new Evaluation.Failed(identifier, Evaluation.Reason.REFUSED);
        }
        Evaluation chosen = isOn() ? choose(target, memberships) : whenOff;
        return chosen == null ? nothingChosen : chosen;
    }

    private @Nullable Evaluation choose(
            @Nullable EvaluationTarget target, @Nullable Memberships memberships) {
        if (target != null && memberships != null) {
            Evaluation mapped = targetMap.choose(target, memberships);
            if (mapped != null) {
                return mapped;
            }
            CompiledRule rule = matchingRule(target, memberships);
            Evaluation ruled = rule == null ? null : rule.choose(target);
            if (ruled != null) {
                return ruled;
            }
        }
        Evaluation rolledOut = defaultRollout == null ? null : defaultRollout.choose(target);
        return rolledOut == null ? defaultOutcome : rolledOut;
    }

    private @Nullable CompiledRule matchingRule(EvaluationTarget target, Memberships memberships) {
        for (CompiledRule rule : rules) {
            if (rule.serves() && CompiledClause.all(rule.clauses(), target, memberships)) {
                return rule;
            }
        }
        return null;
    }
}
