package io.flaghoist.acceptance;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.acceptance.log.TopicReader;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.Registrations;
import io.flaghoist.simulator.state.SaasEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Targets between SaaS and the topics, with ingest as a process that is killed meanwhile. */
class TargetsUpstreamIT {
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of("targets", List.of(flag("steady").on()));
    private static final EnvironmentId ID = new EnvironmentId(ENVIRONMENT.id());
    private static final TopicCatalogue TOPICS = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("targets", ENVIRONMENT)
                            .withIngest("upstream.targetPoll", "1s")
                            .withIngest("targets.privateAttributes", "email"));

    @Test
    void a_content_is_registered_once_though_ingest_is_killed_and_saas_fails() throws Exception {
        see("ann", "gold");
        see("ann", "gold");
        Patience.STREAM.until("ann is registered", () -> count("ann") == 1);
        relay().saas()
                .faults()
                .add(
                        Fault.of(
                                FaultMatch.path("/api/1.0/client/auth"),
                                new FaultAction.Status(503, OptionalInt.of(1), Optional.empty())));
        see("bob", "gold");
        Patience.STREAM.until(
                "bob waits",
                () -> relay().ingestHealth().at("/registrations/0/pending").asInt() == 1);

        relay().ingest().kill();
        relay().saas().faults().clear();
        relay().ingest().start();
        relay().ingest().awaitReady();
        see("ann", "gold");
        see("cleo", "gold");

        Patience.RECOVERY.until(
                "bob and cleo are registered", () -> count("bob") == 1 && count("cleo") == 1);
        Patience.RECOVERY.until(
                "nothing waits",
                () -> relay().ingestHealth().at("/registrations/0/pending").asInt() == 0);
        assertThat(count("ann")).isEqualTo(1);
        assertThat(count("bob")).isEqualTo(1);
    }

    @Test
    void the_targets_of_saas_are_on_their_topic_without_private_attributes() {
        put("dora", "gold");
        put("emil", "free");
        Patience.STREAM.until("both are there", () -> last("dora").contains("gold"));
        Patience.STREAM.until("both are there", () -> last("emil").contains("free"));

        put("dora", "silver");
        relay().saas(ENVIRONMENT).remove(DocumentKind.TARGET, "emil", EventDelivery.SILENT);

        Patience.STREAM.until("dora changed", () -> last("dora").contains("silver"));
        Patience.STREAM.until("emil is gone", () -> last("emil").equals("removed"));
        assertThat(new TopicReader(relay().broker().bootstrapServers()).records(targets()))
                .noneMatch(record -> text(record.value()).contains("@example.org"));
    }

    private static void see(String identifier, String plan)
            throws ExecutionException, InterruptedException {
        LogRecord record =
                RegistrationCodec.encode(
                        new Registration(
                                ID,
                                identifier,
                                identifier,
                                Map.of("plan", TextNode.valueOf(plan)),
                                System.currentTimeMillis()));
        var headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        try (var edge =
                new KafkaProducer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers", relay().broker().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            edge.send(
                            new ProducerRecord<>(
                                    TOPICS.registrations().name(),
                                    null,
                                    record.key(),
                                    record.value(),
                                    headers))
                    .get();
        }
    }

    private static long count(String identifier) {
        return saas().registrations().snapshot().targets().stream()
                .filter(seen -> seen.identifier().equals(identifier))
                .mapToLong(Registrations.Seen::count)
                .sum();
    }

    private static void put(String identifier, String plan) {
        ObjectNode target = Json.object().put("name", identifier);
        target.putObject("attributes").put("plan", plan).put("email", identifier + "@example.org");
        saas().put(DocumentKind.TARGET, identifier, target, EventDelivery.SILENT);
    }

    /** What the topic says of a target last: its value, {@code removed}, or nothing. */
    private static String last(String identifier) {
        String last = "";
        for (ConsumerRecord<byte[], byte[]> record :
                new TopicReader(relay().broker().bootstrapServers()).records(targets())) {
            if (text(record.key()).equals(identifier)) {
                last = record.value() == null ? "removed" : text(record.value());
            }
        }
        return last;
    }

    private static String targets() {
        return TOPICS.targets(ID).name();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static SaasEnvironment saas() {
        return relay().saas(ENVIRONMENT);
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}
