package io.flaghoist.edge.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluator of each environment at its latest image. Compiled incrementally on first use after
 * a change; environments without client SDKs are never compiled. Thread-safe; locks only while
 * compiling.
 */
public final class Evaluators {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluators.class);

    private record Compiled(EnvironmentImage image, Evaluator evaluator) {
        @SuppressWarnings("ReferenceEquality") // called per request; comparing images is expensive
        boolean isOf(EnvironmentImage other) {
            return image == other;
        }
    }

    private final Environments environments;
    private final ConcurrentMap<EnvironmentId, Compiled> compiled = new ConcurrentHashMap<>();

    public Evaluators(Environments environments) {
        this.environments = environments;
    }

    /** The environment's current evaluator; null if it is unknown or incomplete. */
    public @Nullable Evaluator of(EnvironmentId environment) {
        EnvironmentImage image = environments.image(environment);
        if (image == null || !image.isComplete()) {
            return null;
        }
        Compiled known = compiled.get(environment);
        if (known == null || !known.isOf(image)) {
            // Checks again inside: a slow thread must not restore an older one.
            known = compiled.compute(environment, this::compile);
        }
        return known == null ? null : known.evaluator();
    }

    /**
     * A document with a pattern beyond the limits.
     *
     * @param document its key in the log
     */
    public record LimitedPattern(String environment, String document, String reason) {}

    /** For environments with client SDKs. */
    public List<LimitedPattern> limitedPatterns() {
        var limited = new ArrayList<LimitedPattern>();
        compiled.forEach((environment, it) ->
                it.evaluator()
                        .patternsBeyondLimits()
                        .forEach((document, reason) ->
                                limited.add(
                                        new LimitedPattern(
                                                environment.value(), document, reason))));
        limited.sort(
                Comparator.comparing(LimitedPattern::environment)
                        .thenComparing(LimitedPattern::document));
        return limited;
    }

    /** Number of evaluations of such patterns. */
    public long timesBeyondLimits() {
        return compiled.values().stream().mapToLong(it -> it.evaluator().timesBeyondLimits()).sum();
    }

    /** Adds patterns beyond the limits to {@code /health}. */
    public void describe(ObjectNode health) {
        ArrayNode list = health.putArray("limitedPatterns");
        limitedPatterns().forEach(pattern -> list.add(Json.tree(pattern)));
    }

    private @Nullable Compiled compile(EnvironmentId environment, @Nullable Compiled known) {
        EnvironmentImage image = environments.image(environment);
        if (image == null || (known != null && known.isOf(image))) {
            return image == null ? null : known;
        }
        Evaluator evaluator = known == null ? Evaluator.of(image) : known.evaluator().next(image);
        List<String> cycles = evaluator.prerequisiteCycles();
        if (!cycles.isEmpty()
                && (known == null || !known.evaluator().prerequisiteCycles().equals(cycles))) {
            LOG.warn(
                    "environment {}: cyclic prerequisites: {}. Where a cycle closes, the prerequisite counts as met. Remove one of the prerequisites",
                    image.environment(),
                    cycles);
        }
        tellOfLimits(environment, known, evaluator);
        return new Compiled(image, evaluator);
    }

    private static void tellOfLimits(
            EnvironmentId environment, @Nullable Compiled known, Evaluator evaluator) {
        Map<String, String> limited = evaluator.patternsBeyondLimits();
        if (!limited.isEmpty()
                && (known == null || !known.evaluator().patternsBeyondLimits().equals(limited))) {
            LOG.warn(
                    "environment {}: patterns of the operator match exceed the limit and match nothing: {}."
                            + " Use the operator in, or a target group, for long lists",
                    environment,
                    limited);
        }
    }
}
