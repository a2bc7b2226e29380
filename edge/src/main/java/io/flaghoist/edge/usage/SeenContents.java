package io.flaghoist.edge.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.flaghoist.schemas.Digests;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.SeenTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The targets that were reported within the last hour, by content: an SDK reports a target once,
 * but each process of an application does. Holds 100,000; beyond that some are reported again, and
 * the aggregator merges them. Thread-safe.
 */
final class SeenContents {
    private static final int MAX = 100_000;
    private static final Duration MEMORY = Duration.ofHours(1);

    private final Cache<Content, Boolean> contents;

    /** A digest of a target, without personal data. */
    private record Content(long high, long low) {}

    SeenContents(InstantSource clock) {
        Ticker ticker = () -> clock.millis() * 1_000_000;
        contents =
                Caffeine.newBuilder()
                        .maximumSize(MAX)
                        .expireAfterWrite(MEMORY)
                        .ticker(ticker)
                        .build();
    }

    /** Remembers a target, and returns whether it is new. */
    boolean isNew(EnvironmentId environment, SeenTarget target) {
        return contents.asMap().putIfAbsent(content(environment, target), true) == null;
    }

    /** Forgets a target that was not reported after all. */
    void forget(EnvironmentId environment, SeenTarget target) {
        contents.invalidate(content(environment, target));
    }

    private static Content content(EnvironmentId environment, SeenTarget target) {
        MessageDigest sha256 = Digests.sha256();
        add(sha256, environment.value());
        add(sha256, target.identifier());
        add(sha256, target.name());
        target.attributes()
                .forEach((name, value) -> {
                    add(sha256, name);
                    add(sha256, value);
                });
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        return new Content(hash.getLong(), hash.getLong());
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0xFF); // occurs in no UTF-8
    }
}
