package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.Registrations;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Targets that edges have seen, registered at the simulator. */
class RegistrationTest {
    private static final String AUTH = "/api/1.0/client/auth";

    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private final TopicCatalogue topics = new TopicCatalogue(prefix);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private World world;
    private KafkaProducer<byte[], byte[]> edge;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix);
        edge =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        logged.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(logged);
    }

    @AfterEach
    void end() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME))
                .detachAppender(logged);
        edge.close();
        world.close();
    }

    @Test
    void a_content_is_registered_once_however_often_it_is_seen_and_ingest_restarts()
            throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        RunningIngest first = world.started(world.settings("key-1"));
        see(saas, "ann", "gold");
        see(saas, "ann", "gold");
        World.await(() -> count(saas, "ann") == 1);
        assertThat(target(saas, "ann").at("/attributes/plan").asText()).isEqualTo("gold");
        assertThat(target(saas, "ann").path("name").asText()).isEqualTo("Name of ann");
        World.await(() -> metric(first, "registrations_duplicates_total", saas) == 1);
        world.stop(first);

        RunningIngest second = world.started(world.settings("key-1"));
        see(saas, "ann", "gold");
        see(saas, "ann", "free");
        World.await(() -> count(saas, "ann") == 2);
        assertThat(target(saas, "ann").at("/attributes/plan").asText()).isEqualTo("free");
        World.await(() -> metric(second, "registrations_duplicates_total", saas) == 1);
        World.await(() -> metric(second, "registrations_received_total", saas) == 2);
    }

    @Test
    void nothing_is_lost_while_saas_fails_and_no_other_environment_waits() throws Exception {
        SaasEnvironment bad = world.environment("key-bad", 0);
        SaasEnvironment good = world.environment("key-good", 0);
        RunningIngest ingest = world.started(world.settings("key-bad", "key-good"));
        Fault fault =
                Fault.of(
                        FaultMatch.path(AUTH).inEnvironment(bad.names().id()),
                        new FaultAction.Status(503, OptionalInt.empty(), Optional.empty()));
        var failing = world.saas.faults().add(fault);
        for (int i = 0; i < 150; i++) { // more than are held at once
            see(bad, "bad-" + i, "gold");
        }
        see(good, "ann", "gold");

        World.await(() -> count(good, "ann") == 1);
        World.await(() -> failing.hits() > 2);
        World.await(
                () -> ingest.health().path("registrations").toString().contains("answered 503"));
        assertThat(bad.registrations().snapshot().targets()).isEmpty();
        World.await(() -> metric(ingest, "registrations_pending", bad) > 0);
        world.saas.faults().clear();

        World.await(() -> bad.registrations().snapshot().targets().size() == 150);
        assertThat(bad.registrations().snapshot().targets()).allMatch(seen -> seen.count() == 1);
        World.await(
                () -> !ingest.health().path("registrations").toString().contains("answered 503"));
    }

    @Test
    void a_restart_while_saas_fails_loses_nothing() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        RunningIngest first = world.started(world.settings("key-1"));
        see(saas, "bob", "gold");
        World.await(() -> count(saas, "bob") == 1);
        var failing =
                world.saas
                        .faults()
                        .add(
                                Fault.of(
                                        FaultMatch.path(AUTH),
                                        new FaultAction.Status(
                                                429, OptionalInt.of(1), Optional.empty())));
        see(saas, "ann", "gold");
        World.await(() -> failing.hits() > 0);
        world.stop(first);
        world.saas.faults().clear();

        world.started(world.settings("key-1"));

        World.await(() -> count(saas, "ann") == 1);
        assertThat(count(saas, "bob")).isEqualTo(1);
    }

    @Test
    void what_saas_will_never_take_holds_up_nobody_and_is_counted() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        RunningIngest ingest = world.started(world.settings("key-1"));

        see(saas, "not a good identifier", "gold");
        send(saas.names().id() + "/broken", "{", Map.of());
        see(saas, "ann", "gold");

        World.await(() -> count(saas, "ann") == 1);
        World.await(() -> rejected(ingest, saas, "refused") == 1);
        World.await(() -> rejected(ingest, saas, "unreadable") == 1);
    }

    @Test
    void without_forwarding_nothing_is_registered() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        SaasEnvironment other = world.environment("key-2", 0);
        world.started(world.settings("key-1").with("registrations", "forwardTargets", false));
        see(saas, "ann", "gold");
        see(other, "ann", "gold");

        world.started(world.settings("key-2"));

        World.await(() -> count(other, "ann") == 1);
        assertThat(saas.registrations().snapshot().targets()).isEmpty();
    }

    @Test
    void neither_keys_nor_targets_are_logged_and_no_topic_has_a_key() throws Exception {
        SaasEnvironment saas = world.environment("key-canary-7f", 0);
        RunningIngest ingest = world.started(world.settings("key-canary-7f"));
        see(saas, "canary-ann", "canary-gold");
        see(saas, "canary not good", "canary-gold");
        World.await(() -> count(saas, "canary-ann") == 1);
        World.await(() -> rejected(ingest, saas, "refused") == 1);

        assertThat(logged.list)
                .isNotEmpty()
                .noneMatch(event -> event.getFormattedMessage().contains("canary"));
        assertThat(ingest.get("/health").body() + ingest.get("/metrics").body())
                .doesNotContain("canary");
        for (int partition = 0; partition < topics.registrations().partitions(); partition++) {
            assertThat(world.log.records(topics.registrations().name(), partition))
                    .noneMatch(record -> text(record.value()).contains("key-canary-7f"));
        }
    }

    private void see(SaasEnvironment saas, String identifier, String plan) throws Exception {
        LogRecord record =
                RegistrationCodec.encode(
                        new Registration(
                                new EnvironmentId(saas.names().id()),
                                identifier,
                                "Name of ann",
                                Map.of("plan", TextNode.valueOf(plan)),
                                System.currentTimeMillis()));
        send(text(record.key()), text(record.value()), record.headers());
    }

    private void send(String key, String value, Map<String, byte[]> headers) throws Exception {
        var kafkaHeaders = new RecordHeaders();
        headers.forEach(kafkaHeaders::add);
        edge.send(
                        new ProducerRecord<>(
                                topics.registrations().name(),
                                null,
                                key.getBytes(StandardCharsets.UTF_8),
                                value.getBytes(StandardCharsets.UTF_8),
                                kafkaHeaders))
                .get();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static long count(SaasEnvironment saas, String identifier) {
        return seen(saas, identifier).map(Registrations.Seen::count).orElse(0L);
    }

    private static JsonNode target(SaasEnvironment saas, String identifier) {
        return seen(saas, identifier).orElseThrow().target();
    }

    private static Optional<Registrations.Seen> seen(SaasEnvironment saas, String identifier) {
        List<Registrations.Seen> all = saas.registrations().snapshot().targets();
        return all.stream().filter(seen -> seen.identifier().equals(identifier)).findFirst();
    }

    private static double rejected(RunningIngest ingest, SaasEnvironment saas, String reason)
            throws Exception {
        return value(
                ingest,
                "flaghoist_ingest_registrations_rejected_total{environment=\"%s\",reason=\"%s\"}"
                        .formatted(saas.names().id(), reason));
    }

    private static double metric(RunningIngest ingest, String name, SaasEnvironment saas)
            throws Exception {
        return value(
                ingest,
                "flaghoist_ingest_%s{environment=\"%s\"}".formatted(name, saas.names().id()));
    }

    private static double value(RunningIngest ingest, String series) throws Exception {
        return ingest.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
