package io.flaghoist.log.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.SharedBroker;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One reader for many environments, on a real broker. */
class EnvironmentReaderTest {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private final String topic = prefix + ".work";
    private final Upstream upstream = new Upstream();
    private final List<EnvironmentReader<String>> readers = new ArrayList<>();
    private final Map<String, Integer> sent = new HashMap<>();
    private Admin admin;
    private KafkaProducer<String, String> producer;

    /** Upstream of all readers: accepts what is not of a blocked environment. */
    private static final class Upstream implements Delivery<String> {
        private final Set<String> blocked = ConcurrentHashMap.newKeySet();
        private final Map<String, List<String>> accepted = new ConcurrentHashMap<>();

        @Override
        public Optional<String> read(
                EnvironmentId environment, ConsumerRecord<byte[], byte[]> record) {
            return Optional.of(new String(record.value(), StandardCharsets.UTF_8));
        }

        @Override
        public Outcome deliver(EnvironmentId environment, Item<String> item) {
            if (blocked.contains(environment.value())) {
                return new Outcome.Retry("answered 503", Optional.empty());
            }
            accepted(environment.value()).add(item.value());
            return new Outcome.Done();
        }

        List<String> accepted(String environment) {
            return accepted.computeIfAbsent(environment, _ -> new CopyOnWriteArrayList<>());
        }

        @Override
        public OneProblem problem(EnvironmentId environment) {
            return new OneProblem("test", "it waits", "nothing", Clock.systemUTC());
        }

        @Override
        public void report(DeliveryStatus status) {}
    }

    @BeforeEach
    void begin() throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        admin = Admin.create(settings);
        var _ = admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    @AfterEach
    void end() {
        readers.forEach(EnvironmentReader::close);
        producer.close();
        admin.close();
    }

    private EnvironmentReader<String> start(String... environments) {
        return start(progress(new AtomicBoolean()), environments);
    }

    private EnvironmentReader<String> start(EnvironmentProgress progress, String... environments) {
        var reader =
                new EnvironmentReader<>(
                        new EnvironmentReader.Settings(
                                topic,
                                LoopSpec.of("test", "nothing is delivered"),
                                0,
                                (_, _) -> Duration.ofMillis(20),
                                Duration.ofSeconds(5)),
                        additional -> {
                            var settings = consumer(prefix + "-work");
                            settings.putAll(additional);
                            return new KafkaConsumer<>(
                                    settings,
                                    new ByteArrayDeserializer(),
                                    new ByteArrayDeserializer());
                        },
                        progress,
                        upstream,
                        Supervisor.unobserved());
        for (String environment : environments) {
            reader.add(new EnvironmentId(environment));
        }
        reader.start();
        readers.add(reader);
        return reader;
    }

    private Map<String, Object> consumer(String group) {
        return new HashMap<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        group,
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest"));
    }

    /** Progress that is committed until the process is killed. */
    private EnvironmentProgress progress(AtomicBoolean killed) {
        Admin dying =
                (Admin)
                        Proxy.newProxyInstance(
                                Admin.class.getClassLoader(),
                                new Class<?>[] {Admin.class},
                                (_, method, arguments) -> {
                                    if (killed.get()
                                            && method.getName()
                                                    .equals("alterConsumerGroupOffsets")) {
                                        throw new KafkaException("killed");
                                    }
                                    return method.invoke(admin, arguments);
                                });
        return new EnvironmentProgress(
                dying, prefix + "-done-", prefix + "-work-", Duration.ofSeconds(10));
    }

    private void stop(EnvironmentReader<String> reader) {
        readers.remove(reader);
        reader.close();
    }

    /** Sends records of an environment, spread over the partitions. */
    private void send(String environment, int count) {
        for (int i = 0; i < count; i++) {
            int number = sent.merge(environment, 1, Integer::sum) - 1;
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    number % PARTITIONS,
                                    environment + "/" + number,
                                    Integer.toString(number)));
        }
        producer.flush();
    }

    private void awaitAll(String environment) {
        int all = sent.getOrDefault(environment, 0);
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Set.copyOf(upstream.accepted(environment)).size() == all);
    }

    private void assertOnceAndInOrder(String environment) {
        List<String> accepted = upstream.accepted(environment);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int of = partition;
            assertThat(accepted.stream().map(Integer::valueOf).filter(it -> it % PARTITIONS == of))
                    .as("partition %d", partition)
                    .containsExactlyElementsOf(
                            IntStream.range(0, sent.getOrDefault(environment, 0))
                                    .filter(it -> it % PARTITIONS == of)
                                    .boxed()
                                    .toList());
        }
    }

    @Test
    void a_blocked_environment_waits_alone_and_gets_all_of_its_records_later() {
        upstream.blocked.add("bad");
        EnvironmentReader<String> reader = start("bad", "good", "quiet");
        for (int i = 0; i < 25; i++) {
            send("bad", 20);
            send("good", 20);
        }
        awaitAll("good");
        send("good", 20);
        awaitAll("good");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> status(reader, "bad").problem().isPresent());
        assertThat(status(reader, "bad").waiting()).isEqualTo(EnvironmentQueue.MAX_RECORDS);
        assertThat(status(reader, "good").problem()).isEmpty();
        assertThat(upstream.accepted("bad")).isEmpty();

        upstream.blocked.clear();

        awaitAll("bad");
        assertOnceAndInOrder("bad");
        assertOnceAndInOrder("good");
        Awaitility.await().atMost(PATIENCE).until(() -> status(reader, "bad").problem().isEmpty());
    }

    private static DeliveryStatus status(EnvironmentReader<String> reader, String environment) {
        return reader.status().stream()
                .filter(it -> it.environment().value().equals(environment))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void twenty_kills_beside_a_blocked_environment_repeat_one_record_each_and_lose_nothing() {
        int kills = 20;
        var good = List.of("one", "two", "three");
        upstream.blocked.add("bad");
        for (int kill = 0; kill < kills; kill++) {
            var killed = new AtomicBoolean();
            var reader = start(progress(killed), "bad", "one", "two", "three");
            send("bad", 10);
            good.forEach(environment -> send(environment, 10));
            awaitAll("one");
            good.forEach(environment -> send(environment, 10));
            killed.set(true);
            stop(reader);
        }
        assertThat(upstream.accepted("bad")).isEmpty();
        upstream.blocked.clear();
        start("bad", "one", "two", "three");

        Stream.concat(good.stream(), Stream.of("bad")).forEach(this::awaitAll);
        assertOnceAndInOrder("bad");
        for (String environment : good) {
            assertThat(upstream.accepted(environment))
                    .hasSizeBetween(kills * 20, kills * 20 + kills);
        }
    }

    @Test
    void a_restart_repeats_nothing() {
        EnvironmentReader<String> first = start("one", "two");
        send("one", 50);
        send("two", 50);
        awaitAll("one");
        stop(first);
        send("one", 50);

        start("one", "two");

        awaitAll("one");
        awaitAll("two");
        assertOnceAndInOrder("one");
        assertOnceAndInOrder("two");
    }

    @Test
    void an_environment_that_appears_later_gets_what_was_written_before() {
        EnvironmentReader<String> reader = start("one");
        send("one", 30);
        send("late", 30);
        awaitAll("one");
        assertThat(upstream.accepted("late")).isEmpty();

        reader.add(new EnvironmentId("late"));

        awaitAll("late");
        send("one", 30);
        awaitAll("one");
        assertOnceAndInOrder("late");
        assertOnceAndInOrder("one");
    }

    @Test
    void members_share_the_environments_that_they_have_in_common_and_keep_their_own() {
        EnvironmentReader<String> first = start("first", "shared-1", "shared-2");
        send("second", 10);
        send("shared-1", 10);
        awaitAll("shared-1");

        EnvironmentReader<String> second = start("second", "shared-1", "shared-2");
        awaitAll("second");
        for (String environment : List.of("first", "second", "shared-1", "shared-2")) {
            send(environment, 30);
        }
        for (String environment : List.of("first", "second", "shared-1", "shared-2")) {
            awaitAll(environment);
            assertOnceAndInOrder(environment);
        }
        stop(first);
        send("shared-1", 10);
        send("shared-2", 10);
        awaitAll("shared-1");
        awaitAll("shared-2");
        assertOnceAndInOrder("shared-1");
        assertThat(status(second, "second").problem()).isEmpty();
    }

    @Test
    void offsets_of_an_earlier_version_are_taken_over_once_its_last_instance_has_left()
            throws Exception {
        send("one", 30);
        String former = prefix + "-work-one";
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(9));
        }
        try (var instance =
                new KafkaConsumer<>(
                        consumer(former),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            instance.subscribe(List.of(topic));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> {
                        var _ = instance.poll(Duration.ofMillis(50));
                        return !instance.assignment().isEmpty();
                    });
            instance.commitSync(offsets);
            EnvironmentReader<String> reader = start("one");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            status(reader, "one").problem().toString().contains("earlier version"));
            assertThat(upstream.accepted("one")).isEmpty();
        }

        Awaitility.await().atMost(PATIENCE).until(() -> upstream.accepted("one").size() == 3);
        assertThat(upstream.accepted("one")).containsExactlyInAnyOrder("27", "28", "29");
    }

    @Test
    void two_hundred_environments_need_one_consumer() throws Exception {
        String[] environments =
                IntStream.range(0, 200).mapToObj(it -> "env-" + it).toArray(String[]::new);
        int before = Thread.activeCount();

        start(environments);
        for (String environment : environments) {
            send(environment, 1);
        }
        for (String environment : environments) {
            awaitAll(environment);
        }

        assertThat(Thread.activeCount() - before).isLessThanOrEqualTo(5);
        var members =
                admin
                        .describeConsumerGroups(List.of(prefix + "-work"))
                        .all()
                        .get()
                        .values()
                        .stream()
                        .flatMap(group -> group.members().stream())
                        .toList();
        assertThat(members).hasSize(1);
    }
}
