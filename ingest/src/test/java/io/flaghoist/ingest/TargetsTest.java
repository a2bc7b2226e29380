package io.flaghoist.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.broker.SharedBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Targets of the admin service on their topic. */
class TargetsTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private final String prefix = kafka.newTopicPrefix();
    private World world;

    @BeforeEach
    void begin() throws Exception {
        world = new World(kafka.bootstrapServers(), prefix);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void differences_are_published_and_a_restart_publishes_nothing() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        for (int i = 0; i < 230; i++) { // three pages
            put(saas, "target-" + i, "gold");
        }
        RunningIngest first = world.started(polling());
        World.await(() -> records(saas).size() == 230);
        put(saas, "target-7", "free");
        World.await(() -> records(saas).size() == 231);
        saas.remove(DocumentKind.TARGET, "target-9", EventDelivery.SILENT);
        World.await(() -> records(saas).size() == 232);
        assertThat(text(records(saas).getLast().key())).isEqualTo("target-9");
        assertThat(records(saas).getLast().value()).isNull();
        World.await(() -> first.health().at("/targets/0/listed").asInt() == 229);
        world.stop(first);

        RunningIngest second = world.started(polling());
        World.await(() -> polls(second) >= 2);

        assertThat(records(saas)).hasSize(232);
        assertThat(records(saas))
                .noneMatch(record -> text(record.value()).contains("example.org"))
                .anyMatch(record -> text(record.value()).contains("\"plan\":\"free\""));
    }

    @Test
    void an_empty_answer_is_not_believed_at_once_and_told_in_health() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        for (int i = 0; i < 12; i++) {
            put(saas, "target-" + i, "gold");
        }
        RunningIngest ingest = world.started(polling().with("doubt", "confirmAfter", "1h"));
        World.await(() -> records(saas).size() == 12);

        world.saas
                .faults()
                .add(
                        Fault.of(
                                FaultMatch.path("/gateway/cf/admin/targets"),
                                new FaultAction.Empty()));
        World.await(() -> ingest.health().at("/targets/0/brake").asText("").contains("12 of 12"));
        double before = polls(ingest);
        World.await(() -> polls(ingest) > before + 2);

        assertThat(records(saas)).hasSize(12);
        world.saas.faults().clear();
        World.await(() -> ingest.health().at("/targets/0/brake").isNull());
        assertThat(records(saas)).hasSize(12);
    }

    @Test
    void targets_are_left_alone_unless_they_are_asked_for() throws Exception {
        SaasEnvironment saas = world.environment("key-1", 0);
        put(saas, "ann", "gold");

        RunningIngest ingest = world.started(world.settings("key-1"));

        assertThat(ingest.health().path("targets")).isEmpty();
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get())
                    .contains(prefix + ".env." + saas.names().id() + ".config")
                    .doesNotContain(topic(saas));
        }
    }

    private RunningIngest.Settings polling() {
        return world.settings("key-1")
                .with("upstream", "targetPoll", "100ms")
                .with("targets", "privateAttributes", "email");
    }

    private static void put(SaasEnvironment saas, String identifier, String plan) {
        ObjectNode target = Json.object().put("name", identifier);
        target.putObject("attributes").put("plan", plan).put("email", identifier + "@example.org");
        saas.put(DocumentKind.TARGET, identifier, target, EventDelivery.SILENT);
    }

    private List<ConsumerRecord<byte[], byte[]>> records(SaasEnvironment saas) {
        return world.log.records(topic(saas));
    }

    private String topic(SaasEnvironment saas) {
        return new TopicCatalogue(prefix).targets(new EnvironmentId(saas.names().id())).name();
    }

    private static double polls(RunningIngest ingest) throws Exception {
        String start = "flaghoist_ingest_target_polls_total{";
        return ingest.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start) && line.contains("compared"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf('}') + 2)))
                .sum();
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
