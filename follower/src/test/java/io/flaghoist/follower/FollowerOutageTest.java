package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.OwnBroker;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.log.TopicWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A5, A6 and A8 of the fault list: what an edge holds survives Kafka, and its own death. */
class FollowerOutageTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");

    @RegisterExtension final OwnBroker kafka = new OwnBroker();

    @TempDir private Path directory;

    @Test
    void an_outage_of_kafka_takes_nothing_away_and_what_was_missed_is_caught_up_on_its_return() {
        LogFixture log = log(A).flag(flag("a")).complete();
        try (var writer = new TopicWriter(kafka.bootstrapServers(), TOPICS)) {
            writer.create(TOPICS.config(A));
            writer.write(A, log.changes());
        }
        var environments = new Environments();
        try (var follower = new Follower(settings(), environments, Supervisor.unobserved())) {
            follower.start();
            await().until(() -> requireImage(environments) == 2);

            kafka.broker().kill();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> follower.sinceContact().orElseThrow().toMillis() > 3_000);
            assertThat(requireImage(environments)).isEqualTo(2);

            kafka.broker().start();
            try (var writer = new TopicWriter(kafka.bootstrapServers(), TOPICS)) {
                writer.write(A, log.flag(flag("b")).changes().subList(2, 3));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> requireImage(environments) == 3);
        }
    }

    @Test
    void a_restarted_follower_serves_its_snapshot_without_kafka_and_continues_from_it_afterwards() {
        LogFixture log = log(A).flag(flag("a")).complete();
        try (var writer = new TopicWriter(kafka.bootstrapServers(), TOPICS)) {
            writer.create(TOPICS.config(A));
            writer.write(A, log.changes());
        }
        var before = new Environments();
        try (var follower = new Follower(settings(), before, Supervisor.unobserved())) {
            follower.start();
            await().until(() -> requireImage(before) == 2);
        }
        kafka.broker().stop();

        var after = new Environments();
        try (var follower = new Follower(settings(), after, Supervisor.unobserved())) {
            follower.start();
            assertThat(requireImage(after)).as("served before Kafka answers").isEqualTo(2);
            assertThat(follower.isCaughtUp()).isFalse();
            assertThat(follower.environments()).singleElement().matches(it -> !it.caughtUp());

            kafka.broker().start();
            try (var writer = new TopicWriter(kafka.bootstrapServers(), TOPICS)) {
                writer.write(A, log.flag(flag("b")).changes().subList(2, 3));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> requireImage(after) == 3);
            await().until(follower::isCaughtUp);
            assertThat(requireNonNull(after.image(A)).flag("a")).isNotNull();
        }
    }

    private FollowerSettings settings() {
        return FollowerSettings.of(kafka.bootstrapServers(), directory);
    }

    private static long requireImage(Environments environments) {
        var image = environments.image(A);
        return image == null ? 0 : image.revision();
    }
}
