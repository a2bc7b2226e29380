package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.broker.Right;
import io.flaghoist.testkit.broker.SecuredBroker;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.log.TopicWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A6 of the findings: what Kafka refuses a running follower. */
class FollowerRightsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");
    private static int prefixes;

    @TempDir static Path folder;
    private static SecuredBroker kafka;

    private final TopicCatalogue topics = new TopicCatalogue("rights-" + ++prefixes);
    private final String edge = "edge-" + prefixes;
    private final Environments environments = new Environments();
    private LogFixture logOfA = log(A).flag(flag("a")).complete();
    private LogFixture logOfB = log(B).flag(flag("b")).complete();
    private long sequence;
    private TopicWriter writer;
    private Follower follower;

    @BeforeAll
    static void startBroker() {
        // Those who are connected prove who they are again every few seconds.
        kafka =
                SecuredBroker.startInThisJvm(
                        folder.resolve("broker"),
                        Map.of("listener.name.clients.connections.max.reauth.ms", "2000"));
    }

    @AfterAll
    static void closeBroker() {
        kafka.close();
    }

    @BeforeEach
    void start() {
        writer = new TopicWriter(kafka.internalAddress(), topics);
        writer.create(topics.config(A));
        writer.create(topics.config(B));
        writer.create(topics.freshness());
        writer.write(A, logOfA.changes());
        writer.write(B, logOfB.changes());
        kafka.user(edge)
                .grant(
                        edge,
                        Right.topic(topics.config(A).name(), AclOperation.READ),
                        Right.topic(topics.config(B).name(), AclOperation.READ),
                        Right.topic(topics.freshness().name(), AclOperation.READ));
        var settings =
                new FollowerSettings(
                        new KafkaConnection(kafka.bootstrapServers(), kafka.login(edge)),
                        topics,
                        Optional.empty(),
                        Set.of(),
                        FollowerSettings.STALE_AFTER,
                        FollowerSettings.Timing.DEFAULT);
        follower = new Follower(settings, environments, Supervisor.unobserved());
        follower.start();
        await().atMost(PATIENCE)
                .until(() -> {
                    beat();
                    return !follower.freshness(A).isStale() && !follower.freshness(B).isStale();
                });
    }

    @AfterEach
    void close() {
        follower.close();
        writer.close();
    }

    @Test
    void a_right_withdrawn_from_one_topic_is_named_there_and_stops_no_other() {
        // Beside DESCRIBE, or the topic could not be seen at all.
        kafka.grant(edge, Right.topic(topics.config(A).name(), AclOperation.DESCRIBE));
        kafka.withdraw(edge, Right.topic(topics.config(A).name(), AclOperation.READ));
        await().atMost(PATIENCE).until(() -> follower.freshness(A).cause() == Cause.RIGHT_MISSING);
        assertThat(follower.freshness(A).words()).contains(topics.config(A).name(), "READ");
        Optional<Instant> since = follower.freshness(A).since();
        logOfA = logOfA.flag(flag("hidden"));
        writer.write(A, logOfA.changes().subList(2, 3));
        logOfB = logOfB.flag(flag("c"));
        writer.write(B, logOfB.changes().subList(2, 3));
        await().atMost(PATIENCE).until(() -> revision(B) == 3);
        beat();
        await().atMost(PATIENCE).until(() -> follower.freshness(A).ahead().isPresent());
        assertThat(follower.freshness(B).cause()).isEqualTo(Cause.NONE);
        assertThat(follower.freshness(A).since()).isEqualTo(since);
        assertThat(follower.isSettled()).isFalse();

        kafka.grant(edge, Right.topic(topics.config(A).name(), AclOperation.READ));
        await().atMost(PATIENCE).until(() -> revision(A) == 3);
        await().atMost(PATIENCE)
                .until(() -> {
                    beat();
                    return follower.freshness(A).cause() == Cause.NONE;
                });
    }

    @Test
    void a_topic_that_may_not_even_be_seen_is_named() {
        kafka.withdraw(edge, Right.topic(topics.config(A).name(), AclOperation.READ));
        await().atMost(PATIENCE).until(() -> follower.freshness(A).cause() == Cause.RIGHT_MISSING);
        assertThat(environments.image(A)).isNotNull();
        logOfB = logOfB.flag(flag("c"));
        writer.write(B, logOfB.changes().subList(2, 3));
        await().atMost(PATIENCE).until(() -> revision(B) == 3);
        kafka.grant(edge, Right.topic(topics.config(A).name(), AclOperation.READ));
        await().atMost(PATIENCE)
                .until(() -> {
                    beat();
                    return follower.freshness(A).cause() == Cause.NONE;
                });
    }

    @Test
    void a_password_that_no_longer_holds_is_named() {
        kafka.revokePassword(edge);
        await().atMost(PATIENCE).until(() -> follower.freshness(A).cause() == Cause.RIGHT_MISSING);
        assertThat(follower.freshness(A).words()).contains("password");
        assertThat(follower.problems())
                .anyMatch(problem -> problem.what().contains("refuses this principal"));
        assertThat(follower.isSettled()).isFalse();
        assertThat(revision(A)).isEqualTo(2);
    }

    private void beat() {
        long next = ++sequence;
        writer.write(heartbeat(logOfA.image()).sequence(next).said(Instant.now()).build());
        writer.write(heartbeat(logOfB.image()).sequence(next).said(Instant.now()).build());
    }

    private long revision(EnvironmentId environment) {
        EnvironmentImage image = environments.image(environment);
        return image == null ? 0 : image.revision();
    }
}
