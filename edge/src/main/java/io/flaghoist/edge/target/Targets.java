package io.flaghoist.edge.target;

import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.edge.metrics.JsonMeters;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;
import org.jspecify.annotations.Nullable;

/**
 * Determines the target of evaluations (relay-protocol.md, A.6): the complete target in the header;
 * else the one in the token or the store, if its identifier is that of the path; else a target with
 * only that identifier. Thread-safe.
 */
public final class Targets {
    private final StoredTargets stored;
    private final EvaluationMeters meters;
    private final JsonMeters jsonMeters;
    private final FittingTargets fitting;

    public Targets(StoredTargets stored, EvaluationMeters meters, JsonMeters jsonMeters) {
        this.stored = stored;
        this.meters = meters;
        this.jsonMeters = jsonMeters;
        this.fitting = new FittingTargets(meters);
    }

    /** Why the target of an auth request is invalid, as a message; null if it is valid. */
    public @Nullable String flawOfAuth(@Nullable Target target) {
        return target == null ? null : counted(TargetRules.ofAuth(target));
    }

    /** Why flags cannot be evaluated for this identifier; null if they can. */
    public @Nullable String flawOfEvaluation(String identifier) {
        return counted(TargetRules.ofEvaluation(identifier));
    }

    private @Nullable String counted(TargetRules.@Nullable Flaw flaw) {
        if (flaw == null) {
            return null;
        }
        meters.targetRefused(flaw.field());
        return flaw.words();
    }

    /** {@code target} with the attributes within the limits. */
    public Target fitting(Target target) {
        return fitting.of(target);
    }

    /**
     * The target of a request.
     *
     * @param header {@code Harness-Target}, if there is one
     * @param inToken the target in the token, if any
     * @param named the identifier in the path
     */
    public EvaluationTarget of(
            EnvironmentId environment,
            @Nullable String header,
            @Nullable EvaluationTarget inToken,
            String named) {
        EvaluationTarget inHeader = inHeader(header);
        if (inHeader != null) {
            meters.targetFound("header");
            return inHeader;
        }
        if (inToken != null && inToken.identifier().equals(named)) {
            meters.targetFound("token");
            return inToken;
        }
        Target known = stored.get(environment, named);
        meters.targetFound(known == null ? "bare" : "stored");
        return known == null ? EvaluationTarget.bare(named) : EvaluationTarget.of(known);
    }

    /** The target of a stream, which has none in its path; null if unknown. */
    public @Nullable EvaluationTarget ofStream(
            @Nullable String header, @Nullable EvaluationTarget inToken) {
        EvaluationTarget inHeader = inHeader(header);
        return inHeader == null ? inToken : inHeader;
    }

    private @Nullable EvaluationTarget inHeader(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return null;
        }
        return switch (TargetHeader.read(header, jsonMeters)) {
            case TargetHeader.Found(var target) -> EvaluationTarget.of(fitting.of(target));
            case TargetHeader.Ignored ignored -> {
                meters.headerIgnored(ignored.word());
                yield null;
            }
        };
    }
}
