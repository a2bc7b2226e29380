package io.flaghoist.edge.stream;

import io.flaghoist.edge.StreamSettings;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a new stream is told first. After a quick reconnect Node, Go, Python and JavaScript do not
 * read their configuration again: without this, changes made in the gap would stay invisible.
 */
final class CatchUp {
    private final StreamSettings settings;
    private final InstantSource clock;

    CatchUp(StreamSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Changes after the revision at which the SDK says it stood; else the recent ones, but for
     * those with which the environment was first published: nobody can have missed them. SDKs
     * discard versions that they know.
     */
    List<Notice> missed(EnvironmentImage image, OptionalLong lastEventId) {
        // A revision that is still to come here was another log's: it says nothing about this one.
        if (lastEventId.isPresent() && lastEventId.getAsLong() <= image.revision()) {
            return notices(image, image.changesAfter(lastEventId.getAsLong()));
        }
        long oldest = clock.millis() - settings.catchUpWindow().toMilliseconds();
        List<Notice> recent =
                notices(
                        image,
                        image.changesAfter(image.completeSince()).stream()
                                .filter(change -> change.observedAtMillis() >= oldest)
                                .toList());
        return recent.subList(Math.max(0, recent.size() - settings.maxCatchUp()), recent.size());
    }

    private static List<Notice> notices(EnvironmentImage image, List<Change> changes) {
        return changes.stream()
                .flatMap(change -> Notice.catchUp(image.environment(), change).stream())
                .toList();
    }
}
