package io.flaghoist.edge.target.store;

import static io.flaghoist.edge.target.store.TargetFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dropwizard.util.DataSize;
import io.flaghoist.edge.KafkaSettings;
import io.flaghoist.edge.TargetSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.service.Supervisor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings switch on, with no Kafka in reach. */
class EdgeTargetsTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final String NOBODY = "127.0.0.1:1";

    private final EdgeMeters meters = new EdgeMeters();

    @TempDir private Path directory;

    @Test
    void with_everything_off_there_is_no_thread_no_file_and_no_word_in_health() {
        EdgeTargets targets = targets(false, false);
        targets.start();
        try {
            targets.seen().seen(A, target("ann").with("plan", "gold").build(), false);

            assertThat(targets.stored().get(A, "ann")).as("remembered here").isNotNull();
            assertThat(health(targets)).hasToString("{}");
            assertThat(directory).isEmptyDirectory();
            assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .doesNotContain("edge-targets", "edge-outbox-registrations");
        } finally {
            targets.stop();
        }
    }

    @Test
    void with_everything_on_and_no_kafka_health_says_what_fails_and_nobody_waits() {
        EdgeTargets targets = targets(true, true);
        targets.start();
        try {
            assertThat(health(targets).at("/registrations"))
                    .hasToString("{\"state\":\"OK\",\"waiting\":0}");
            targets.seen().seen(A, target("ann").with("email", "a@b.c").build(), false);
            assertThat(targets.stored().get(A, "ann")).isNotNull();

            await().until(() -> health(targets).at("/targets/state").asText().equals("FAILING"));
            await().until(() ->
                    health(targets).at("/registrations/state").asText().equals("FAILING"));
            await().until(() ->
                    health(targets).at("/targets/writing/state").asText().equals("FAILING"));
            await().untilAsserted(() -> {
                ObjectNode said = health(targets);
                assertThat(said.at("/registrations/reason").asText()).contains("TimeoutException");
                assertThat(said.at("/targets/bytes").asLong()).isPositive();
                assertThat(said.at("/targets/maxBytes").asLong()).isEqualTo(4L << 30);
                assertThat(directory.resolve("targets")).isDirectory();
            });
            ObjectNode health = health(targets);
            assertThat(health.toString()).doesNotContain("ann").doesNotContain("a@b.c");
            assertThat(text()).doesNotContain("ann").doesNotContain("a@b.c");
        } finally {
            targets.stop();
        }
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .doesNotContain("edge-targets", "edge-outbox-registrations");
    }

    @Test
    void registrations_alone_need_no_disk() {
        EdgeTargets targets = targets(false, true);
        targets.start();
        try {
            assertThat(fields(health(targets))).isEqualTo("registrations");
            assertThat(directory).isEmptyDirectory();
        } finally {
            targets.stop();
        }
    }

    private EdgeTargets targets(boolean topic, boolean registrations) {
        return new EdgeTargets(
                Supervisor.unobserved(),
                new KafkaSettings(NOBODY, null, null, null, null),
                new TargetSettings(topic, null, null, DataSize.mebibytes(1), "email"),
                registrations,
                directory.resolve("targets"),
                meters.meters(),
                InstantSource.system());
    }

    private static ObjectNode health(EdgeTargets targets) {
        ObjectNode health = Json.object();
        targets.describe(health);
        return health;
    }

    private static String fields(ObjectNode node) {
        return node.properties().stream()
                .map(field -> field.getKey())
                .collect(Collectors.joining(","));
    }

    private String text() {
        return new String(meters.text(), StandardCharsets.UTF_8);
    }
}
