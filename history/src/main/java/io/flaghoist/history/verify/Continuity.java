package io.flaghoist.history.verify;

import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.schemas.record.HistoryRecord.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether every change begins with what the change before it of the same document left, and whether
 * writers follow each other. What the chain says already is better said by it: this is for the last
 * record, which nothing is chained to yet, and for a history that was written anew by somebody who
 * overlooked something.
 *
 * <p>A later writer may begin with something else than the history says: it begins with the config
 * topic, which may have been lost, or which it may read in another shape.
 */
final class Continuity {
    /**
     * @param sinceIndex whose fault it may be as well: any record from this one on
     * @param isCertain whether no writer would have done it
     */
    record Break(Link at, long sinceIndex, Finding.Kind kind, boolean isCertain, String words) {}

    /**
     * @param disturbances before it: behind another one, nothing is concluded from it
     */
    private record State(String sha256, long index, long epoch, long disturbances) {}

    private final Map<String, State> states = new HashMap<>();
    private final List<Break> breaks = new ArrayList<>();
    private long disturbances;
    private long firstEpoch;
    private long lastRevision;
    private long lastEpoch;
    private long lastIndex;

    /**
     * @param isLate whether its revision is not higher than all before
     */
    void take(Link link, Optional<HistoryRecord> entry, boolean isLate) {
        boolean follows = link.revision() == lastRevision + 1;
        if (!follows) {
            disturbances++;
        }
        if (isLate) {
            return;
        }
        if (follows && link.epoch() < lastEpoch) {
            add(
                    new Break(
                            link,
                            lastIndex,
                            Finding.Kind.FORKED,
                            true,
                            "it is of writer %d, after records of writer %d that succeeded it"
                                    .formatted(link.epoch(), lastEpoch)));
        }
        firstEpoch = lastRevision == 0 ? link.epoch() : firstEpoch;
        lastRevision = link.revision();
        lastEpoch = link.epoch();
        lastIndex = link.index();
        entry.ifPresent(change -> take(link, change));
    }

    private void take(Link link, HistoryRecord change) {
        State state = states.get(link.key());
        Optional<String> before = change.before().map(Content::sha256);
        if (state == null) {
            // Known to be gone or new only where nothing is missing.
            if (before.isPresent() && disturbances == 0) {
                add(
                        broken(
                                link,
                                0,
                                link.epoch() == firstEpoch,
                                "the document that it begins with is not there by then"));
            }
        } else if (state.disturbances == disturbances
                && !before.equals(Optional.of(state.sha256))) {
            add(
                    broken(
                            link,
                            state.index,
                            state.epoch == link.epoch(),
                            "it does not begin with the document that the change before it left"));
        }
        if (change.after().isPresent()) {
            var after =
                    new State(
                            change.after().get().sha256(),
                            link.index(),
                            link.epoch(),
                            disturbances);
            states.put(link.key(), after);
        } else {
            states.remove(link.key());
        }
    }

    private static Break broken(Link link, long since, boolean isCertain, String words) {
        return new Break(link, since, Finding.Kind.ALTERED, isCertain, words);
    }

    private void add(Break found) {
        if (breaks.size() < FindingCollector.MAX_KEPT) {
            breaks.add(found);
        }
    }

    List<Break> breaks() {
        return breaks;
    }
}
