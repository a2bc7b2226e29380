package io.flaghoist.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what flags require is given for one target, over other flags too (evaluation.md, 2.1). A
 * flag that is met again on the way counts as satisfied: circles end. What is found out for one
 * flag is not found out again for those that require it, so that a long chain costs each of its
 * flags one look. For one thread.
 */
final class Requirements {
    private static final int NO_MORE = -1;
    private static final int REFUSED = -2;

    private enum Answer {
        SEEN,
        MET,
        UNMET
    }

    private final CompiledFlags flags;
    private final Pass pass;
    private final @Nullable Answer[] answers;
    private final List<Integer> seen = new ArrayList<>();
    private final Deque<Visit> path = new ArrayDeque<>();

    Requirements(CompiledFlags flags, Pass pass) {
        this.flags = flags;
        this.pass = pass;
        this.answers = new Answer[flags.size()];
    }

    boolean areMet(int root) {
        if (answers[root] == null) {
            find(root);
        }
        return answers[root] == Answer.MET;
    }

    /** Depth first without recursion: chains may be long. */
    private void find(int root) {
        enter(root);
        while (!path.isEmpty()) {
            int next = path.element().next();
            if (next == REFUSED) {
                refuse();
            } else if (next == NO_MORE) {
                path.pop();
            } else {
                enter(next);
            }
        }
        for (int place : seen) {
            if (answers[place] == Answer.SEEN) {
                answers[place] = Answer.MET;
            }
        }
        seen.clear();
    }

    private void enter(int place) {
        answers[place] = Answer.SEEN;
        seen.add(place);
        path.push(new Visit(place));
    }

    /** Those on the way are refused; those that were left behind may have led back to the way. */
    private void refuse() {
        for (int place : seen) {
            answers[place] = null;
        }
        for (Visit visit : path) {
            answers[visit.place] = Answer.UNMET;
        }
        path.clear();
    }

    /** Where the way is among a flag's prerequisites. */
    private final class Visit {
        private final int place;
        private int index;

        Visit(int place) {
            this.place = place;
        }

        /** The place of the next flag whose own prerequisites are to be looked at. */
        int next() {
            List<CompiledFlag.Prerequisite> prerequisites = flags.at(place).prerequisites();
            while (index < prerequisites.size()) {
                CompiledFlag.Prerequisite prerequisite = prerequisites.get(index++);
                int other = flags.place(prerequisite.feature());
                if (other < 0 || !(pass.direct(other) instanceof Served served)) {
                    return NO_MORE; // unknown, or cannot be evaluated: the others do not count
                }
                if (!prerequisite.variations().contains(served.identifier())
                        || answers[other] == Answer.UNMET) {
                    return REFUSED;
                }
                if (answers[other] == null && !flags.at(other).prerequisites().isEmpty()) {
                    return other;
                }
            }
            return NO_MORE;
        }
    }
}
