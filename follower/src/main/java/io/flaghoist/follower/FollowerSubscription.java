package io.flaghoist.follower;

import io.flaghoist.log.LogReader;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a follower reads. Discovery finds begin and end offsets; they are processed here, on the
 * follower's thread.
 */
final class FollowerSubscription implements LogReader.Subscription {
    private static final long TICK_MILLIS = 250;

    private final FollowedLog followed;
    private final Environments environments;
    private final Supplier<Moment> now;
    private final AtomicReference<@Nullable LogMetadata> news = new AtomicReference<>();
    private @Nullable Moment tickedAt;

    FollowerSubscription(FollowedLog followed, Environments environments, Supplier<Moment> now) {
        this.followed = followed;
        this.environments = environments;
        this.now = now;
    }

    /** Passes on Kafka's metadata; processed before the next poll. For any thread. */
    void receive(LogMetadata view) {
        news.set(view);
    }

    @Override
    public boolean update() {
        boolean changed = false;
        LogMetadata view = news.getAndSet(null);
        if (view != null) {
            try {
                changed = followed.adopt(view, now.get());
            } catch (RuntimeException | Error e) {
                news.compareAndSet(null, view); // it was processed only in part
                throw e;
            }
        }
        changed |= tick();
        return changed;
    }

    private boolean tick() {
        Moment moment = now.get();
        Moment last = tickedAt;
        if (last != null && moment.millisSince(last) < TICK_MILLIS) {
            return false;
        }
        tickedAt = moment;
        boolean changed = followed.tick(moment);
        environments.deliverAgain(moment);
        return changed;
    }

    @Override
    public Map<TopicPartition, Long> positions() {
        return followed.positions();
    }

    @Override
    public void take(ConsumerRecords<byte[], byte[]> records) {
        followed.take(records, now.get());
    }

    @Override
    public void lose(Set<TopicPartition> partitions) {
        followed.lose(partitions, now.get());
    }

    @Override
    public boolean deny(Set<String> topics, String reason) {
        return followed.deny(topics, reason, now.get());
    }
}
