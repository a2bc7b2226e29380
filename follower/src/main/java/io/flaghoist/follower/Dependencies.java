package io.flaghoist.follower;

import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;

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
    static Dependencies of(FollowerSettings settings) {
        return new Dependencies(
                () -> new KafkaConsumer<>(KafkaClients.consumer(settings)),
                () -> Admin.create(KafkaClients.admin(settings)),
                Optional.empty(),
                Clock.systemUTC(),
                System::nanoTime);
    }
}
