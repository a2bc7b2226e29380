package io.flaghoist.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * One target's way through the flags: what was found out for one flag is not found out again for
 * the next. For one thread.
 */
final class TargetEvaluation {
    private final CompiledFlags flags;
    private final @Nullable EvaluationTarget target;
    private final @Nullable Memberships memberships;
    private final @Nullable Evaluation @Nullable [] direct;
    private final Prerequisites prerequisites;

    private TargetEvaluation(
            CompiledFlags flags,
            CompiledSegments segments,
            @Nullable EvaluationTarget target,
            @Nullable Evaluation @Nullable [] direct) {
        this.flags = flags;
        this.target = target;
        this.memberships = target == null ? null : new Memberships(segments, target);
        this.direct = direct;
        this.prerequisites = new Prerequisites(flags, this::direct);
    }

    /** A pass for a single flag. */
    static TargetEvaluation one(
            CompiledFlags flags, CompiledSegments segments, @Nullable EvaluationTarget target) {
        return new TargetEvaluation(flags, segments, target, null);
    }

    /** A pass for many flags. */
    static TargetEvaluation all(
            CompiledFlags flags, CompiledSegments segments, @Nullable EvaluationTarget target) {
        return new TargetEvaluation(flags, segments, target, new Evaluation[flags.size()]);
    }

    @Nullable EvaluationTarget target() {
        return target;
    }

    @Nullable Memberships memberships() {
        return memberships;
    }

    /** What the flag at {@code place} is. */
    Evaluation evaluate(int place) {
        CompiledFlag flag = flags.at(place);
        return flag.prerequisites().isEmpty() || prerequisites.areMet(place)
                ? direct(place)
                : flag.off();
    }

    /** What the flag at {@code place} is without a look at its prerequisites. */
    Evaluation direct(int place) {
        if (direct == null) {
            return flags.at(place).evaluate(target, memberships);
        }
        Evaluation known = direct[place];
        if (known == null) {
            known = flags.at(place).evaluate(target, memberships);
            direct[place] = known;
        }
        return known;
    }
}
