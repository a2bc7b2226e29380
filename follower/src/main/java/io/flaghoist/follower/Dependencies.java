package io.flaghoist.follower;

import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.log.client.KafkaConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * External dependencies of a follower: Kafka clients, clocks, the disk.
 *
 * @param writer writes snapshots; empty for the directory in the settings
 */
record Dependencies(
        Supplier<Consumer<byte[], byte[]>> consumers,
        Supplier<Admin> admins,
        Optional<Snapshots.Writer> writer,
        Clock clock,
        LongSupplier nanoTime) {
    /** A fetch over a slow line may take this long. */
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);

    static Dependencies of(FollowerSettings settings) {
        return new Dependencies(
                () -> consumer(settings.kafka()),
                () -> admin(settings.kafka()),
                Optional.empty(),
                Clock.systemUTC(),
                System::nanoTime);
    }

    static Consumer<byte[], byte[]> consumer(KafkaConnection kafka) {
        return clients(kafka).logReader("follower");
    }

    static Admin admin(KafkaConnection kafka) {
        return clients(kafka).discovery("discovery");
    }

    private static KafkaClients clients(KafkaConnection kafka) {
        return new KafkaClients(kafka, "flaghoist", "", FETCH_TIMEOUT);
    }
}
