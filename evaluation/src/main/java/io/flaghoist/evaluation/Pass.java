package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One target's way through the flags: what was found out for one flag is not found out again for
 * the next. For one thread.
 */
final class Pass {
    private final CompiledFlags flags;
    private final @Nullable EvaluationTarget target;
    private final @Nullable Memberships memberships;
    private final @Nullable Evaluation @Nullable [] direct;

    private Pass(
            CompiledFlags flags,
            CompiledSegments segments,
            @Nullable EvaluationTarget target,
            @Nullable Evaluation @Nullable [] direct) {
        this.flags = flags;
        this.target = target;
        this.memberships = target == null ? null : new Memberships(segments, target);
        this.direct = direct;
    }

    /** A pass for a single flag. */
    static Pass one(
            CompiledFlags flags, CompiledSegments segments, @Nullable EvaluationTarget target) {
        return new Pass(flags, segments, target, null);
    }

    /** A pass for many flags. */
    static Pass all(
            CompiledFlags flags, CompiledSegments segments, @Nullable EvaluationTarget target) {
        return new Pass(flags, segments, target, new Evaluation[flags.size()]);
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
        return flag.prerequisites().isEmpty() || areMet(flag) ? direct(place) : flag.off();
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

    /**
     * Whether no prerequisite, nor a prerequisite's prerequisite, is unmet (evaluation.md, 2.1). A
     * flag that is met again on the way counts as satisfied: circles end.
     */
    private boolean areMet(CompiledFlag root) {
        Set<CompiledFlag> seen = null;
        Deque<CompiledFlag> open = null;
        for (CompiledFlag flag = root; flag != null; flag = open == null ? null : open.poll()) {
            for (CompiledFlag.Prerequisite prerequisite : flag.prerequisites()) {
                int place = flags.place(prerequisite.feature());
                if (place < 0 || !(direct(place) instanceof Served served)) {
                    break; // unknown, or cannot be evaluated: those behind it are not looked at
                }
                if (!prerequisite.variations().contains(served.identifier())) {
                    return false;
                }
                CompiledFlag next = flags.at(place);
                if (!next.prerequisites().isEmpty()) {
                    if (seen == null || open == null) {
                        seen = new HashSet<>(Set.of(root));
                        open = new ArrayDeque<>();
                    }
                    if (seen.add(next)) {
                        open.add(next);
                    }
                }
            }
        }
        return true;
    }
}
