package io.flaghoist.follower;

import io.flaghoist.service.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Problems of a follower as a whole. Evaluated at most a few times per second, because every
 * request may ask; thread-safe.
 */
final class FollowerHealth {
    /** After this time without an answer from Kafka, absent documents may exist. */
    static final Duration DOUBT = Duration.ofSeconds(3);

    private static final Duration UNREACHABLE_AFTER = Duration.ofSeconds(10);
    private static final Duration READING_FAILS_AFTER = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();

    private final Sources sources;
    private final Supplier<Moment> now;
    private final Moment startedAt;
    private volatile @Nullable Moment contactAt;
    private volatile @Nullable Looked looked;

    /**
     * What is checked.
     *
     * @param loop why a thread that reads the log has failed or hangs
     * @param reading why reading fails although its thread runs
     * @param refusal why Kafka refuses this principal
     */
    record Sources(
            Supplier<Optional<Problem>> loop,
            Supplier<Optional<Problem>> reading,
            Supplier<Optional<String>> refusal) {}

    private record Looked(long atNanos, @Nullable FreshnessProblem trouble) {}

    private record Refused(String reason, Instant since) {}

    private @Nullable Refused refused;

    FollowerHealth(Sources sources, Supplier<Moment> now, Moment startedAt) {
        this.sources = sources;
        this.now = now;
        this.startedAt = startedAt;
    }

    /** Kafka has answered a request sent at {@code asked}. */
    void answered(Moment asked) {
        contactAt = asked;
    }

    Optional<Duration> sinceContact() {
        return Optional.ofNullable(contactAt)
                .map(at -> Duration.ofMillis(now.get().millisSince(at)));
    }

    /** Whether Kafka has answered recently enough that absent topics do not exist. */
    boolean isSure(Moment moment, Duration rhythm) {
        Moment at = contactAt;
        return at != null
                && moment.millisSince(at) <= DOUBT.plus(rhythm).toMillis()
                && sources.loop().get().isEmpty()
                && sources.refusal().get().isEmpty();
    }

    /** The problem; null if there is none. */
    @Nullable FreshnessProblem trouble(Moment moment) {
        Looked last = looked;
        if (last == null || moment.nanos() - last.atNanos() > LOOK_NANOS) {
            last = new Looked(moment.nanos(), look(moment));
            looked = last;
        }
        return last.trouble();
    }

    private @Nullable FreshnessProblem look(Moment moment) {
        Optional<Problem> loop = sources.loop().get();
        if (loop.isPresent()) {
            return readerFailed(loop.get());
        }
        Optional<String> refusal = sources.refusal().get();
        Instant refusedSince = refusedSince(refusal, moment);
        if (refusal.isPresent()) {
            return new FreshnessProblem(
                    Freshness.Cause.RIGHT_MISSING,
                    "Kafka refuses this principal since %s: %s. Still serving the last known state; trying again. Check its name, password and permissions."
                            .formatted(refusedSince, refusal.get()),
                    refusedSince);
        }
        Moment contact = contactAt == null ? startedAt : contactAt;
        if (moment.millisSince(contact) > UNREACHABLE_AFTER.toMillis()) {
            return new FreshnessProblem(
                    Freshness.Cause.KAFKA_UNREACHABLE,
                    "Kafka does not answer since %s. Still serving the last known state; asking again. Check kafka.bootstrapServers and the network."
                            .formatted(contact.wall()),
                    contact.wall());
        }
        return sources.reading()
                .get()
                .filter(it ->
                        Duration.between(it.since(), moment.wall()).compareTo(READING_FAILS_AFTER)
                                > 0)
                .map(FollowerHealth::readerFailed)
                .orElse(null);
    }

    private synchronized Instant refusedSince(Optional<String> refusal, Moment moment) {
        if (refusal.isEmpty()) {
            refused = null;
            return moment.wall();
        }
        Refused known = refused;
        if (known == null) {
            known = new Refused(refusal.get(), moment.wall());
            refused = known;
        }
        return known.since();
    }

    private static FreshnessProblem readerFailed(Problem problem) {
        return new FreshnessProblem(
                Freshness.Cause.READER_FAILED,
                "%s, since %s. Meanwhile %s. Check %s."
                        .formatted(
                                problem.what(),
                                problem.since(),
                                problem.meanwhile(),
                                problem.check()),
                problem.since());
    }
}
