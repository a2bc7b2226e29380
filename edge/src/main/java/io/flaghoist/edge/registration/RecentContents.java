package io.flaghoist.edge.registration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was told already, for a day: a content per key. Holds 100,000 keys; of more, some are told
 * again. Thread-safe.
 */
final class RecentContents {
    static final int MAX = 100_000;
    static final Duration MEMORY = Duration.ofDays(1);

    private final Cache<Digest, Digest> contents;

    RecentContents(int max, Ticker ticker) {
        contents =
                Caffeine.newBuilder()
                        .maximumSize(max)
                        .expireAfterWrite(MEMORY)
                        .ticker(ticker)
                        .build();
    }

    /** Remembers {@code content}, and returns whether it is another than was told last. */
    boolean isNews(Digest key, Digest content) {
        // A look first: most targets are known, and a look takes no lock.
        if (content.equals(contents.getIfPresent(key))) {
            return false;
        }
        @Nullable Digest before = contents.asMap().put(key, content);
        return !content.equals(before);
    }

    /** It was not told after all. */
    void forget(Digest key, Digest content) {
        contents.asMap().remove(key, content);
    }

    boolean has(Digest key) {
        return contents.getIfPresent(key) != null;
    }

    /** Somebody else told {@code content}, or something that is no content at all. */
    void forgetUnless(Digest key, @Nullable Digest content) {
        Digest known = contents.getIfPresent(key);
        if (known != null && !known.equals(content)) {
            contents.asMap().remove(key, known);
        }
    }
}
