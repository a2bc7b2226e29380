package io.flaghoist.edge.target;

import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.edge.metrics.JsonMeters;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.wire.Target;
import org.jspecify.annotations.Nullable;

/**
 * Finds out for whom flags are to be evaluated (relay-protocol.md, A.6): the header's target,
 * whole; else the one that the token carries or that is stored, if it is the one that the path
 * names; else one of which only that name is known. Thread-safe.
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

    /** What is wrong with the target of an auth request, in words; null when nothing. */
    public @Nullable String flawOfAuth(@Nullable Target target) {
        return target == null ? null : counted(TargetRules.ofAuth(target));
    }

    /** What keeps flags from being evaluated for somebody of that name; null when nothing. */
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

    /** {@code target} with as much of its attributes as is taken. */
    public Target fitting(Target target) {
        return fitting.of(target);
    }

    /**
     * The target of a request.
     *
     * @param header {@code Harness-Target}, if there is one
     * @param inToken the target that the token carries, if any
     * @param named what the path says
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

    /** For whom a stream is, which names nobody in its path; null when nobody says. */
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
