package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates prerequisites for one target (evaluation.md, 2.1). A flag that is visited again counts
 * as satisfied, which ends cycles. So a flag's prerequisites are met unless a condition fails among
 * its direct or indirect prerequisites, and intermediate results are reused. For one thread.
 */
final class Prerequisites {
    private static final int ROOT = -1;

    private final CompiledFlags flags;
    private final IntFunction<Evaluation> direct;
    private @Nullable Map<Integer, Boolean> known;

    /**
     * @param direct evaluates the flag at an index without its prerequisites
     */
    Prerequisites(CompiledFlags flags, IntFunction<Evaluation> direct) {
        this.flags = flags;
        this.direct = direct;
    }

    /** Whether all direct and indirect prerequisites of the flag at {@code root} are met. */
    boolean areMet(int root) {
        Boolean answer = known == null ? null : known.get(root);
        return answer == null ? new Walk(root).areMet() : answer;
    }

    /** Visits all direct and indirect prerequisites once. */
    private final class Walk {
        private final int root;
        // The predecessor of each visited flag; unused while prerequisites have none themselves.
        private @Nullable Map<Integer, Integer> cameFrom;
        private @Nullable Deque<Integer> open;

        Walk(int root) {
            this.root = root;
        }

        boolean areMet() {
            for (Integer place = root; place != null; place = open == null ? null : open.poll()) {
                if (isUnmet(place)) {
                    rememberUnmet(place);
                    return false;
                }
            }
            if (cameFrom != null) {
                cameFrom.keySet().forEach(place -> remember(place, true));
            }
            return true;
        }

        /** Checks the conditions of one flag, and queues its prerequisites. */
        private boolean isUnmet(int place) {
            for (CompiledFlag.Prerequisite prerequisite : flags.at(place).prerequisites()) {
                int next = flags.place(prerequisite.feature());
                if (next >= 0 && flags.at(next).refusal() != null) {
                    return true; // the flag exists but cannot be evaluated
                }
                if (next < 0 || !(direct.apply(next) instanceof Served served)) {
                    return false; // unknown, or cannot be evaluated: the rest is skipped
                }
                if (!prerequisite.variations().contains(served.identifier())
                        || leadsToUnmet(place, next)) {
                    return true;
                }
            }
            return false;
        }

        private boolean leadsToUnmet(int from, int next) {
            if (flags.at(next).prerequisites().isEmpty()) {
                return false;
            }
            Boolean answer = known == null ? null : known.get(next);
            if (answer != null) {
                return !answer;
            }
            if (cameFrom == null || open == null) {
                cameFrom = new HashMap<>();
                cameFrom.put(root, ROOT);
                open = new ArrayDeque<>();
            }
            if (cameFrom.putIfAbsent(next, from) == null) {
                open.add(next);
            }
            return false;
        }

        /** For the flag with the unmet condition, and all its predecessors. */
        private void rememberUnmet(int place) {
            Integer unmet = place;
            while (cameFrom != null && unmet != null && unmet != ROOT) {
                remember(unmet, false);
                unmet = cameFrom.get(unmet);
            }
        }
    }

    private void remember(int place, boolean areMet) {
        if (known == null) {
            known = new HashMap<>();
        }
        known.put(place, areMet);
    }
}
