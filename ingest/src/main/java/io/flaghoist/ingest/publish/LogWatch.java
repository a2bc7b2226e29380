package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.ingest.kafka.KafkaDependencies;
import io.flaghoist.log.client.KafkaClients;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Reads all config topics that this ingest writes, as any reader does, and notifies their owners of
 * foreign records and of lost ones. One thread, one consumer.
 */
final class LogWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

    private final KafkaClients clients;
    private final TopicCheck look;
    private final TopicCatalogue catalogue;
    private final LongSupplier nanoTime;
    private final Map<EnvironmentId, FollowedConfig> followed = new ConcurrentHashMap<>();
    private final OneProblem problem;
    private final SupervisedLoop loop;
    private @Nullable Consumer<byte[], byte[]> consumer;
    private Map<TopicPartition, FollowedConfig> assigned = Map.of();
    private Set<String> denied = Set.of();
    private long nextLook;
    private long nextTry;

    /** Reads nothing yet. */
    LogWatch(KafkaDependencies kafka) {
        this.clients = kafka.clients();
        this.nanoTime = kafka.nanoTime();
        this.catalogue = kafka.catalogue();
        this.look = new TopicCheck(kafka.admin(), nanoTime);
        this.problem =
                new OneProblem(
                        "Reading the own config topics",
                        "foreign records in them, and lost ones, are not noticed and not repaired",
                        "this principal's READ permission on the environments' config topics",
                        kafka.clock());
        this.nextLook = nanoTime.getAsLong();
        this.nextTry = nextLook;
        this.loop =
                kafka.supervisor()
                        .loop(
                                LoopSpec.of(
                                        "ingest-log-watch",
                                        "foreign records in config topics, and lost ones, are not noticed and not repaired"),
                                this::turn,
                                this::drop);
    }

    void start() {
        loop.start();
    }

    /** The log was opened: all that is on its config topic from this offset on must be ours. */
    void follow(EnvironmentOwner owner, long from) {
        EnvironmentId environment = owner.environment();
        var partition = new TopicPartition(catalogue.config(environment).name(), 0);
        followed.put(environment, new FollowedConfig(owner, partition, from));
    }

    /** These are about to be written. */
    void expect(EnvironmentId environment, List<OwnRecord> own) {
        FollowedConfig config = followed.get(environment);
        if (config != null) {
            config.expect(own);
        }
    }

    void forget(EnvironmentId environment) {
        followed.remove(environment);
    }

    private void turn() throws InterruptedException {
        if (followed.isEmpty()) {
            Thread.sleep(POLL);
            return;
        }
        try {
            Consumer<byte[], byte[]> reader = assign();
            if (assigned.isEmpty()) {
                Thread.sleep(POLL);
            } else {
                read(reader);
            }
            lookAtTopicsIfDue();
        } catch (OffsetOutOfRangeException e) {
            gone(e.partitions());
        } catch (TopicAuthorizationException e) {
            denied(e.unauthorizedTopics());
        } catch (InterruptException e) {
            throw new InterruptedException(); // close() ends this thread
        } catch (RuntimeException e) {
            drop(); // a new consumer continues at their offsets
            throw e;
        }
    }

    private void lookAtTopicsIfDue() throws InterruptedException {
        if (nextLook - nanoTime.getAsLong() > 0) {
            return;
        }
        nextLook = nanoTime.getAsLong() + BETWEEN_LOOKS.toNanos();
        if (nextTry - nanoTime.getAsLong() <= 0) {
            denied = Set.of();
            problem.clear();
        }
        look.at(assigned.values());
    }

    /** The others are read on meanwhile. */
    private void denied(Set<String> topics) {
        denied = topics;
        nextTry = nanoTime.getAsLong() + BETWEEN_TRIES.toNanos();
        problem.raise("this principal may not read " + String.join(", ", new TreeSet<>(topics)));
    }

    /** What keeps it from reading some topics. */
    Optional<Problem> problem() {
        return problem.current();
    }

    private Consumer<byte[], byte[]> assign() {
        Consumer<byte[], byte[]> reader = consumer;
        if (reader == null) {
            // Nobody waits for it: the broker collects for as long as a poll lasts, rather than
            // wake
            // this reader in the very moment when the edges are to get a change.
            reader =
                    clients.logReader(
                            "watch",
                            Map.of(
                                    ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                                    1 << 20,
                                    ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                    Math.toIntExact(POLL.toMillis()),
                                    ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                    4 << 20));
            consumer = reader;
            assigned = Map.of();
        }
        Map<TopicPartition, FollowedConfig> wanted =
                followed.values().stream()
                        .filter(config -> !denied.contains(config.partition().topic()))
                        .filter(config ->
                                !config.isSuspicious()) // it is opened anew, and followed then
                        .collect(Collectors.toMap(FollowedConfig::partition, Function.identity()));
        if (!wanted.equals(assigned)) {
            reader.assign(wanted.keySet());
            for (FollowedConfig config : wanted.values()) {
                if (!config.equals(assigned.get(config.partition()))) {
                    reader.seek(config.partition(), config.next());
                }
            }
            assigned = wanted;
        }
        return reader;
    }

    private void read(Consumer<byte[], byte[]> reader) {
        ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
        records.forEach(record -> {
            FollowedConfig config =
                    assigned.get(new TopicPartition(record.topic(), record.partition()));
            if (config != null) {
                config.add(record);
            }
        });
        records.nextOffsets()
                .forEach((partition, next) -> {
                    FollowedConfig config = assigned.get(partition);
                    if (config != null) {
                        config.isAt(next.offset());
                    }
                });
    }

    private void gone(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            FollowedConfig config = assigned.get(partition);
            if (config != null) {
                config.suspicious(
                        "the records of %s end before where they did".formatted(partition.topic()));
            }
        }
    }

    private void drop() {
        Consumer<byte[], byte[]> last = consumer;
        consumer = null;
        assigned = Map.of();
        if (last != null) {
            var _ = Thread.interrupted(); // or the consumer could not close its connections
            last.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
