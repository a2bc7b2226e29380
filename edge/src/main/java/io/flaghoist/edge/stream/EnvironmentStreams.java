package io.flaghoist.edge.stream;

import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The streams of one environment and their pending events. Thread-safe. */
final class EnvironmentStreams {
    private final EnvironmentId environment;
    private final StreamCounts counts;
    private final StreamMeters meters;
    private final ClientEvents clientEvents;
    private final DelayedTasks gaps;
    private final Set<SdkStream> streams = ConcurrentHashMap.newKeySet();

    // Guarded by this: passed from the follower's thread to the fan-out thread.
    private final PendingEvents waiting = new PendingEvents();
    private final Set<HashedApiKey> revoked = new HashSet<>();
    private boolean allRevoked;
    private long waitingSince;

    EnvironmentStreams(
            EnvironmentId environment,
            StreamCounts counts,
            StreamMeters meters,
            ClientEvents clientEvents,
            DelayedTasks gaps) {
        this.environment = environment;
        this.counts = counts;
        this.meters = meters;
        this.clientEvents = clientEvents;
        this.gaps = gaps;
    }

    EnvironmentId environment() {
        return environment;
    }

    void add(SdkStream stream) {
        streams.add(stream);
        meters.opened.inc();
    }

    Collection<SdkStream> streams() {
        return streams;
    }

    /**
     * Queues events, at most one per document.
     *
     * @return whether the queue was empty, so that a fan-out must be scheduled
     */
    synchronized boolean enqueue(
            List<StreamEvent> notices, Set<HashedApiKey> removedKeys, boolean environmentRemoved) {
        boolean wasEmpty = waiting.size() == 0 && revoked.isEmpty() && !allRevoked;
        if (wasEmpty) {
            waitingSince = System.nanoTime();
        }
        notices.forEach(waiting::add);
        revoked.addAll(removedKeys);
        allRevoked |= environmentRemoved;
        return wasEmpty;
    }

    /**
     * Sends all queued events to all streams. For the fan-out thread.
     *
     * @throws RuntimeException if the events for client SDKs could not be computed; they got the
     *     events for server SDKs then, and read the flags
     */
    void fanOut() {
        var notices = new ArrayList<StreamEvent>();
        Set<HashedApiKey> keys;
        boolean all;
        long since;
        synchronized (this) {
            for (StreamEvent next = waiting.poll(); next != null; next = waiting.poll()) {
                notices.add(next);
            }
            keys = Set.copyOf(revoked);
            revoked.clear();
            all = allRevoked;
            allRevoked = false;
            since = waitingSince;
        }
        if (all || !keys.isEmpty()) {
            for (SdkStream stream : streams) {
                if (all || keys.contains(stream.apiKey())) {
                    stream.close(CloseReason.REVOKED);
                }
            }
        }
        for (StreamEvent notice : notices) {
            for (SdkStream stream : streams) {
                if (!stream.client().isClientSide()) {
                    stream.offer(notice);
                }
            }
        }
        if (streams.stream().anyMatch(stream -> stream.client().isClientSide())) {
            List<StreamEvent> forClients;
            try {
                forClients = clientEvents.of(environment, notices);
            } catch (RuntimeException e) {
                tellClients(notices);
                throw e;
            }
            tellClients(forClients);
        }
        meters.fannedOut(System.nanoTime() - since);
    }

    private void tellClients(List<StreamEvent> notices) {
        for (StreamEvent notice : notices) {
            for (SdkStream stream : streams) {
                if (stream.client().isClientSide() && stream.client().isConcernedBy(notice)) {
                    stream.offer(notice);
                }
            }
        }
    }

    /** The missed events for a new stream. */
    List<StreamEvent> missed(StreamClient client, List<StreamEvent> notices) {
        return client.isClientSide()
                ? clientEvents.of(environment, notices).stream()
                        .filter(client::isConcernedBy)
                        .toList()
                : notices;
    }

    /** The bytes of an event for a target, or without one; counts them as sent. */
    ByteBuffer frame(StreamEvent notice, @Nullable EvaluationTarget target) {
        ByteBuffer frame =
                target == null ? notice.frame() : clientEvents.frame(environment, notice, target);
        meters.sent(frame.remaining());
        return frame;
    }

    void later(Runnable task, long nanos) {
        gaps.after(nanos, task);
    }

    void left(SdkStream stream, CloseReason reason) {
        if (streams.remove(stream)) {
            counts.release(stream.apiKey());
            meters.closed(reason.word());
        }
    }
}
