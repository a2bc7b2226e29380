package io.flaghoist.edge.stream;

import io.flaghoist.edge.StreamSettings;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * The initial events of a new stream. After a quick reconnect Node, Go, Python and JavaScript do
 * not read their configuration again, so they would miss changes in between. Each event costs its
 * SDK a request, so a stream gets only events that it may have missed.
 */
final class CatchUp {
    private final StreamSettings settings;
    private final ServedRevisions served;
    private final InstantSource clock;

    CatchUp(StreamSettings settings, ServedRevisions served, InstantSource clock) {
        this.settings = settings;
        this.served = served;
        this.clock = clock;
    }

    /**
     * All changes after the SDK's revision. An SDK that does not send its revision had a stream
     * until recently, on this or another edge, or polls: it gets the changes since the image that
     * was served then. The first publication of an environment cannot have been missed.
     */
    List<StreamEvent> missed(EnvironmentImage image, OptionalLong lastEventId) {
        // A revision beyond the image is from another log and is ignored.
        if (lastEventId.isPresent() && lastEventId.getAsLong() <= image.revision()) {
            return notices(image, image.changesAfter(lastEventId.getAsLong()));
        }
        OptionalLong before = served.ago(image);
        List<Change> changes =
                before.isPresent()
                        ? image.changesAfter(Math.max(before.getAsLong(), image.completeSince()))
                        : recent(image);
        return newest(notices(image, changes));
    }

    /** Recent changes, if this edge has not run long enough. */
    private List<Change> recent(EnvironmentImage image) {
        long oldest = clock.millis() - settings.catchUpWindow().toMilliseconds();
        return image.changesAfter(image.completeSince()).stream()
                .filter(change -> change.observedAtMillis() >= oldest)
                .toList();
    }

    private List<StreamEvent> newest(List<StreamEvent> notices) {
        long room = settings.maxCatchUpSize().toBytes();
        int from = notices.size();
        while (from > 0 && notices.size() - from < settings.maxCatchUp()) {
            room -= notices.get(from - 1).size();
            if (room < 0) {
                break;
            }
            from--;
        }
        return notices.subList(from, notices.size());
    }

    private static List<StreamEvent> notices(EnvironmentImage image, List<Change> changes) {
        return changes.stream()
                .flatMap(change -> StreamEvent.catchUp(image.environment(), change).stream())
                .toList();
    }
}
