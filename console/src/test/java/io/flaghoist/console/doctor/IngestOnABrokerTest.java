package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.IngestStatus.OfEnvironment;
import io.flaghoist.schemas.record.IngestStatus.RefusedDocument;
import io.flaghoist.schemas.record.IngestStatus.Upstream;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.log.TopicWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IngestOnABrokerTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId PROD = new EnvironmentId("prod-1");
    private static final Duration NO_SKEW = Duration.ZERO;

    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());

    @Test
    void an_ingest_that_speaks_and_streams_is_well() {
        var examined = whileIngestSays(NO_SKEW, 0, List.of(streaming()));

        assertThat(examined.worst("ingest")).as("%s", examined).isEqualTo(Outcome.OK);
        assertThat(examined.text("ingest-upstream", Outcome.OK))
                .contains("Streaming since 2 min")
                .contains("revision 7, 12 documents");
        assertThat(examined.text("clock", Outcome.OK))
                .contains("The clock of this ingest agrees with the clock here");
        assertThat(examined.text("clock", Outcome.SKIPPED))
                .contains("Cannot be known without writing");
    }

    @Test
    void an_ingest_whose_clock_is_wrong_is_found_and_what_it_harms_is_said() {
        var examined = whileIngestSays(Duration.ofSeconds(90), 0, List.of(streaming()));

        assertThat(examined.text("clock", Outcome.WRONG))
                .contains("ahead of the clock here")
                .contains("times in history are by ingest's clock");
    }

    @Test
    void an_ingest_whose_clock_is_behind_a_little_is_a_warning() {
        var examined = whileIngestSays(Duration.ofSeconds(-8), 0, List.of(streaming()));

        assertThat(examined.text("clock", Outcome.WARNING)).contains("behind the clock here");
    }

    @Test
    void an_upstream_that_is_down_and_what_ingest_refuses_are_named() {
        var down =
                new OfEnvironment(
                        PROD.value(),
                        1,
                        7,
                        12,
                        "digest",
                        Upstream.DOWN,
                        ago(Duration.ofMinutes(10)),
                        ago(Duration.ofMinutes(11)),
                        List.of(new RefusedDocument("flag", "dark", "has no variations")),
                        "");

        var examined = whileIngestSays(NO_SKEW, 2, List.of(down));

        assertThat(examined.text("ingest-upstream", Outcome.WRONG)).contains("Down since 10 min");
        assertThat(examined.text("ingest-upstream", Outcome.WARNING))
                .contains("The last full read was 11 min ago")
                .contains("flag dark (has no variations)");
        assertThat(examined.text("ingest", Outcome.WARNING))
                .contains("2 upstream connections brought no complete environment");
    }

    @Test
    void an_environment_that_no_ingest_looks_after_is_found() {
        var examined = whileIngestSays(NO_SKEW, 0, List.of());

        assertThat(examined.text("ingest-upstream", Outcome.WARNING))
                .contains("[prod-1] Has topics, but no running ingest looks after it");
    }

    @Test
    void an_ingest_that_has_fallen_silent_is_wrong() {
        try (var writer = writer()) {
            writer.write(
                    new IngestStatus(
                            "ingest-1",
                            Instant.now().minusSeconds(3_600).toString(),
                            0,
                            List.of(streaming())));
        }

        var examined = examine(Duration.ofMillis(200));

        assertThat(examined.text("ingest", Outcome.WRONG))
                .contains("No ingest wrote its status within 200 ms")
                .contains("the last was ingest-1, 60 min ago");
    }

    private Examined whileIngestSays(
            Duration skew, int unsettled, List<OfEnvironment> environments) {
        try (var writer = writer();
                var ingest = Executors.newSingleThreadScheduledExecutor()) {
            var _ =
                    ingest.scheduleWithFixedDelay(
                            () ->
                                    writer.write(
                                            new IngestStatus(
                                                    "ingest-1",
                                                    Instant.now().plus(skew).toString(),
                                                    unsettled,
                                                    environments)),
                            0,
                            50,
                            TimeUnit.MILLISECONDS);
            try {
                return examine(Duration.ofSeconds(5));
            } finally {
                ingest.shutdownNow();
            }
        }
    }

    private TopicWriter writer() {
        var writer = new TopicWriter(kafka.bootstrapServers(), topics);
        topics.of(PROD).forEach(writer::create);
        writer.create(topics.status());
        return writer;
    }

    private Examined examine(Duration statusWait) {
        return Examined.log(
                Examined.log(kafka.bootstrapServers(), topics),
                Examined.QUICK.withStatusWait(statusWait));
    }

    private static OfEnvironment streaming() {
        return new OfEnvironment(
                PROD.value(),
                1,
                7,
                12,
                "digest",
                Upstream.STREAMING,
                ago(Duration.ofMinutes(2).plusSeconds(1)),
                ago(Duration.ofSeconds(20)),
                List.of(),
                "");
    }

    private static long ago(Duration age) {
        return Instant.now().minus(age).toEpochMilli();
    }
}
