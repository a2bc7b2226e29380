package io.flaghoist.edge.stream;

import io.flaghoist.edge.StreamSettings;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a new stream is told first. After a quick reconnect Node, Go, Python and JavaScript do not
 * read their configuration again: without this, changes made in the gap would stay invisible. Each
 * notice costs its SDK a request, so that it is told what it can have missed and no more.
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
     * All changes after the revision at which the SDK says it stood. One that does not say it had a
     * stream until a short while ago, here or at another edge, or polls: it is told what has
     * changed since the image that was served then. Nobody can have missed what an environment was
     * first published with.
     */
    List<StreamEvent> missed(EnvironmentImage image, OptionalLong lastEventId) {
        // A revision that is still to come here was another log's: it says nothing about this one.
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

    /** Where this edge has not been there for long enough, what happened lately. */
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
