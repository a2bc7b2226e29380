package io.flaghoist.simulator.state;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the last changes replaced, so that a stale read can be answered without keeping whole
 * copies. Bounded: of more than {@value #LIMIT} changes the oldest are forgotten, and a read cannot
 * go back further. Guarded by its environment's lock.
 */
final class UndoLog {
    static final int LIMIT = 1_024;

    private record Step(
            long nanoTime, DocumentKind kind, String identifier, Optional<Document> before) {}

    private final Deque<Step> newestFirst = new ArrayDeque<>();

    void remember(DocumentKind kind, String identifier, Optional<Document> before) {
        newestFirst.addFirst(new Step(System.nanoTime(), kind, identifier, before));
        if (newestFirst.size() > LIMIT) {
            newestFirst.removeLast();
        }
    }

    void clear() {
        newestFirst.clear();
    }

    Contents before(Contents now, int changes) {
        return undo(now, changes, step -> true);
    }

    Contents ago(Contents now, Duration age) {
        var then = System.nanoTime() - age.toNanos();
        return undo(now, Integer.MAX_VALUE, step -> step.nanoTime() - then > 0);
    }

    private Contents undo(Contents now, int atMost, Predicate<Step> wanted) {
        var contents = now;
        var undone = 0;
        for (var step : newestFirst) {
            if (undone++ == atMost || !wanted.test(step)) {
                break;
            }
            contents = contents.with(step.kind(), Map.of(step.identifier(), step.before()));
        }
        return contents;
    }
}
