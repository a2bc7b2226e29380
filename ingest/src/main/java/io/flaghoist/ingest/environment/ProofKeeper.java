package io.flaghoist.ingest.environment;

import io.flaghoist.service.Moment;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows up to when the log of an environment was known to hold all of upstream. A full read that is
 * in the log proves it up to when the read began; a stream, which was open before such a read
 * began, up to its last byte. Written by the worker's thread, asked by the one that sends
 * heartbeats.
 */
final class ProofKeeper {
    /**
     * How a read began.
     *
     * @param streamTime the time of undoubted listening, or of not listening, in which it did: it
     *     proves nothing about the stream of a later one
     */
    record Read(Moment began, long streamTime) {}

    private Collection<Read> unpublished = List.of();
    private @Nullable Moment read;
    private @Nullable StreamClock stream;
    private long streamTime;
    private boolean streamProves;
    private @Nullable Moment endedStream;
    private @Nullable Moment spoilt;
    private @Nullable Moment keysRead;

    synchronized void streamOpened(StreamClock opened) {
        stream = opened;
        streamTime++;
        streamProves = false;
    }

    /** What the stream proved stays proven. */
    synchronized void streamEnded(Moment now) {
        if (stream != null && streamProves) {
            endedStream = later(endedStream, stream.completeUpTo(now).orElse(null));
        }
        stream = null;
        streamTime++;
        streamProves = false;
    }

    /** An event of the stream is not known: only the last full read counts. */
    synchronized void doubt() {
        streamTime++;
        streamProves = false;
        endedStream = null;
    }

    /** Notices that are not in the log are dropped with their source: a stream proves no more. */
    synchronized void sourceVanished(Moment now) {
        streamEnded(now);
        doubt();
        unpublished = List.of();
    }

    /** A read begins. */
    synchronized Read readBegins(Moment now) {
        return new Read(now, streamTime);
    }

    /**
     * All that is read is in the log, except what is held or refused. It proves nothing before
     * {@link #exceptionsArePublished()}.
     *
     * @param reads that brought it, one of each list
     */
    synchronized void readIsInLog(Collection<Read> reads) {
        unpublished = List.copyOf(reads);
    }

    /**
     * Heartbeats name from now on what the reads so far left out. A proof must not be sent before
     * its exceptions: an edge would serve them as proven until the next heartbeat.
     */
    synchronized void exceptionsArePublished() {
        if (unpublished.isEmpty()) {
            return;
        }
        read =
                unpublished.stream()
                        .map(Read::began)
                        .reduce((a, b) -> b.isBefore(a) ? b : a)
                        .orElse(read);
        streamProves =
                stream != null
                        && unpublished.stream().allMatch(one -> one.streamTime() == streamTime);
        unpublished = List.of();
    }

    /** Another process may have written to the log: nothing is proven before the next read. */
    synchronized void forget() {
        unpublished = List.of();
        read = null;
        keysRead = null;
        doubt();
    }

    /** The list of SDK keys whose read began then is in the log. */
    synchronized void keysAreInLog(Moment began) {
        keysRead = later(keysRead, began);
    }

    /** The log holds something that is not ours, and was seen to; until it is repaired. */
    synchronized void logIsSpoilt(Moment now) {
        spoilt = spoilt == null ? now : spoilt;
    }

    synchronized void logIsWhole() {
        spoilt = null;
    }

    /** When the list of SDK keys in the log was read; empty while it never was. */
    synchronized Optional<Moment> keysRead() {
        return Optional.ofNullable(keysRead);
    }

    /**
     * Up to when the log holds all of upstream; empty while nothing is proven.
     *
     * @param events whose notices are not in the log yet
     */
    synchronized Optional<Moment> proof(Moment now, EventQueue events) {
        // The stream before the events: what it has delivered by then is in there.
        Moment known = later(read, endedStream);
        if (stream != null && streamProves) {
            known = later(known, stream.completeUpTo(now).orElse(null));
        }
        known = earlier(known, events.oldestUnsettled().orElse(null));
        return Optional.ofNullable(earlier(known, spoilt));
    }

    private static @Nullable Moment later(@Nullable Moment a, @Nullable Moment b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? b : a;
    }

    /** {@code known}, but not beyond {@code bound}. */
    private static @Nullable Moment earlier(@Nullable Moment known, @Nullable Moment bound) {
        return known == null || bound == null || known.isBefore(bound) ? known : bound;
    }
}
