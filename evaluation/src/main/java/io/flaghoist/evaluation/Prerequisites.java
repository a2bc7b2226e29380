package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whose prerequisites one target meets (evaluation.md, 2.1). A flag that is met again on the way
 * counts as satisfied: circles end. So a flag's prerequisites are met unless a condition fails
 * somewhere among the flags that it leads to, and what is found out about those on the way holds
 * for them as well. For one thread.
 */
final class Prerequisites {
    private static final int ROOT = -1;

    private final CompiledFlags flags;
    private final IntFunction<Evaluation> direct;
    private @Nullable Map<Integer, Boolean> known;

    /**
     * @param direct what the flag at a place is without a look at its prerequisites
     */
    Prerequisites(CompiledFlags flags, IntFunction<Evaluation> direct) {
        this.flags = flags;
        this.direct = direct;
    }

    /** Whether no prerequisite of the flag at {@code root}, nor one of theirs, is unmet. */
    boolean areMet(int root) {
        Boolean answer = known == null ? null : known.get(root);
        return answer == null ? new Walk(root).areMet() : answer;
    }

    /** From one flag to all that it leads to, each once. */
    private final class Walk {
        private final int root;
        // Where each flag was come from; none of it while prerequisites have none themselves.
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

        /** Looks at the conditions of one flag, and notes where they lead. */
        private boolean isUnmet(int place) {
            for (CompiledFlag.Prerequisite prerequisite : flags.at(place).prerequisites()) {
                int next = flags.place(prerequisite.feature());
                if (next >= 0 && flags.at(next).refusal() != null) {
                    return true; // there is such a flag, and nobody knows what it is
                }
                if (next < 0 || !(direct.apply(next) instanceof Served served)) {
                    return false; // unknown, or cannot be evaluated: the rest is not looked at
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

        /** For the flag with the unmet condition, and for all that led to it. */
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
