package io.flaghoist.ingest.targets;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Registration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was registered, by environment and half of the content hash (which covers the identifier):
 * the most recently used ones, at most a limit over all environments. Thread-safe.
 */
final class KnownContents {
    private record Content(EnvironmentId environment, ContentHash hash) {
        static Content of(Registration registration) {
            return new Content(
                    registration.environment(), ContentHash.of(registration.contentHash()));
        }
    }

    private static final class Newest extends LinkedHashMap<Content, Boolean> {
        private static final long serialVersionUID = 1L;

        private final int limit;

        Newest(int limit) {
            super(16, 0.75f, true);
            this.limit = limit;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Content, Boolean> eldest) {
            return size() > limit;
        }
    }

    private final Newest newest;

    /**
     * Nothing yet.
     *
     * @param limit beyond it, the least recently used contents are forgotten
     */
    KnownContents(int limit) {
        this.newest = new Newest(limit);
    }

    synchronized void add(Registration registration) {
        newest.put(Content.of(registration), true);
    }

    synchronized boolean contains(Registration registration) {
        return newest.get(Content.of(registration)) != null;
    }
}
