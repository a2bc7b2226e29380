package io.flaghoist.edge.target.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Recently sent contents, for a day: one content per key. Keeps 100,000 keys; beyond that, some are
 * sent again. Thread-safe.
 */
final class RecentContents {
    static final int MAX = 100_000;
    static final Duration MEMORY = Duration.ofDays(1);

    private final Cache<Digest, Digest> contents;

    static RecentContents by(InstantSource clock) {
        return new RecentContents(MAX, () -> clock.millis() * 1_000_000);
    }

    RecentContents(int max, Ticker ticker) {
        contents =
                Caffeine.newBuilder()
                        .maximumSize(max)
                        .expireAfterWrite(MEMORY)
                        .ticker(ticker)
                        .build();
    }

    /** Records {@code content}, and returns whether it differs from the last. */
    boolean isNews(Digest key, Digest content) {
        // Lookup first: most targets are known, and a lookup takes no lock.
        if (content.equals(contents.getIfPresent(key))) {
            return false;
        }
        @Nullable Digest before = contents.asMap().put(key, content);
        return !content.equals(before);
    }

    /** Forgets content that was not sent. */
    void forget(Digest key, Digest content) {
        contents.asMap().remove(key, content);
    }

    boolean has(Digest key) {
        return contents.getIfPresent(key) != null;
    }

    /** Forgets the content unless it is {@code content}, which another edge has sent. */
    void forgetUnless(Digest key, @Nullable Digest content) {
        Digest known = contents.getIfPresent(key);
        if (known != null && !known.equals(content)) {
            contents.asMap().remove(key, known);
        }
    }
}
