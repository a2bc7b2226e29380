package io.flaghoist.log.transactions;

import static io.flaghoist.testkit.broker.HangingTransaction.Coordinator.KNOWS_NOTHING;
import static io.flaghoist.testkit.broker.HangingTransaction.Coordinator.KNOWS_WHAT_WAS_BEFORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.testkit.broker.HangingTransaction;
import io.flaghoist.testkit.broker.Right;
import io.flaghoist.testkit.broker.SecuredBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real broker; only the time between looks is made up. */
class LeftOpenTransactionsTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** What the broker of the testkit allows a transaction, and what is added. */
    private static final Duration LONGER_THAN_ANY = Duration.ofSeconds(60 + 30);

    @TempDir static Path folder;
    private static SecuredBroker kafka;

    private final TopicPartition partition = new TopicPartition("topic-" + UUID.randomUUID(), 0);
    private final String user = "keeper-" + UUID.randomUUID();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private long nanos = Long.MAX_VALUE - 5; // it may well overflow
    private Admin admin;
    private LeftOpenTransactions leftOpen;

    @BeforeAll
    static void start() {
        kafka = SecuredBroker.startInThisJvm(folder.resolve("broker"));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void begin() {
        Transactions.createTopic(everything(), partition.topic());
        kafka.user(user)
                .grant(
                        user,
                        Right.topic(partition.topic(), AclOperation.READ),
                        Right.topic("__transaction_state", AclOperation.DESCRIBE),
                        Right.allTransactionalIds(AclOperation.DESCRIBE),
                        Right.transactionalIds("hanging-", AclOperation.WRITE),
                        Right.cluster(AclOperation.ALTER),
                        Right.cluster(AclOperation.DESCRIBE_CONFIGS));
        admin = Admin.create(Map.copyOf(kafka.clientProperties(user)));
        leftOpen = new LeftOpenTransactions(admin, ANSWER, () -> nanos, registry);
    }

    @AfterEach
    void end() {
        admin.close();
    }

    private static Map<String, String> everything() {
        return Map.of("bootstrap.servers", kafka.internalAddress());
    }

    private Look look() throws InterruptedException {
        return leftOpen.look(List.of(partition));
    }

    private Look lookAfter(Duration pause) throws InterruptedException {
        nanos += pause.toNanos();
        return look();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private HangingTransaction hang(HangingTransaction.Coordinator coordinator) {
        return HangingTransaction.leave(kafka, everything(), partition, coordinator);
    }

    private List<String> committed() {
        return Transactions.committed(everything(), partition);
    }

    /** The coordinator answers a commit before it has written the markers. */
    private void awaitCommitted(String... expected) {
        await().untilAsserted(() -> assertThat(committed()).containsExactly(expected));
    }

    // what must not be ended

    @ParameterizedTest
    @ValueSource(longs = {-600, -60, 0, 600})
    void a_living_writers_transaction_is_left_alone_whatever_its_records_timestamps_say(
            long secondsFromNow) throws Exception {
        Instant written = Instant.now().plusSeconds(secondsFromNow);
        try (var writer = Transactions.begun(everything(), "living-" + UUID.randomUUID())) {
            writer.send(partition, "first", written);
            for (int i = 0; i < 5; i++) {
                assertThat(lookAfter(Duration.ofMinutes(1))).isEqualTo(clean());
            }
            writer.send(partition, "second", written);
            assertThat(lookAfter(Duration.ofHours(1))).isEqualTo(clean());
            writer.commit();
        }

        awaitCommitted("first", "second");
        assertThat(leftOpen.observed()).isZero();
    }

    /** Of version 1, before Kafka 4, one epoch serves all of a writer's transactions. */
    @ParameterizedTest
    @ValueSource(shorts = {1, 2})
    void a_writer_that_works_off_a_backlog_in_short_transactions_loses_none(short version)
            throws Exception {
        Transactions.useVersion(everything(), version);
        var sent = new AtomicInteger();
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (var backlog =
                Transactions.working(
                        everything(),
                        "backlog-" + UUID.randomUUID(),
                        writer ->
                                writer.send(
                                        partition,
                                        "record " + sent.getAndIncrement(),
                                        yesterday))) {
            while (sent.get() < 200 && !backlog.hasEnded()) {
                assertThat(lookAfter(LeftOpenTransactions.INTERVAL)).isEqualTo(clean());
            }
            backlog.finish();
        }

        await().untilAsserted(() -> assertThat(committed()).hasSize(sent.get()));
    }

    @Test
    void a_strangers_living_transaction_that_may_not_be_seen_is_left_alone() throws Exception {
        kafka.withdraw(user, Right.allTransactionalIds(AclOperation.DESCRIBE));
        try (var stranger = Transactions.begun(everything(), "stranger-" + UUID.randomUUID())) {
            stranger.send(partition, "first", Instant.EPOCH);
            assertThat(look()).isEqualTo(clean());
            assertThat(leftOpen.observed()).isEqualTo(1);
            assertThat(lookAfter(LONGER_THAN_ANY.minusSeconds(1))).isEqualTo(clean());
            stranger.send(partition, "second", Instant.EPOCH);
            stranger.commit();
        }

        awaitCommitted("first", "second");
        assertThat(look()).isEqualTo(clean());
        assertThat(leftOpen.observed()).isZero();
    }

    @Test
    void nothing_is_proven_while_coordinators_may_be_away_unseen() throws Exception {
        kafka.withdraw(user, Right.topic("__transaction_state", AclOperation.DESCRIBE));
        var _ = hang(KNOWS_NOTHING);
        var _ = look();

        Look second = lookAfter(Duration.ofHours(1));

        assertThat(second.ended()).isZero();
        assertThat(second.wrong().orElseThrow())
                .contains(partition.topic())
                .contains("may not DESCRIBE the topic __transaction_state");
    }

    @Test
    void nobody_is_fenced_by_who_may_not_end_transactions() throws Exception {
        kafka.withdraw(user, Right.cluster(AclOperation.ALTER));
        kafka.grant(user, Right.cluster(AclOperation.DESCRIBE));
        HangingTransaction hanging = hang(KNOWS_WHAT_WAS_BEFORE);
        int epoch = Transactions.epochOf(everything(), hanging.transactionalId());
        var _ = look();

        Look second = lookAfter(seconds(30));

        assertThat(second.ended()).isZero();
        assertThat(second.wrong().orElseThrow())
                .contains("ALTER on the cluster is missing")
                .contains("kafka-transactions.sh")
                .contains("--start-offset 0");
        assertThat(Transactions.epochOf(everything(), hanging.transactionalId())).isEqualTo(epoch);
    }

    @Test
    void what_may_not_be_ended_is_told_with_what_an_administrator_does() throws Exception {
        kafka.withdraw(user, Right.cluster(AclOperation.ALTER));
        var _ = hang(KNOWS_NOTHING);
        var _ = look();

        Look second = lookAfter(seconds(30));

        assertThat(second.ended()).isZero();
        assertThat(second.wrong().orElseThrow())
                .contains("ClusterAuthorizationException")
                .contains("kafka-transactions.sh")
                .contains("--topic " + partition.topic() + " --partition 0 --start-offset 0");
        assertThat(leftOpen.observed()).isEqualTo(1);
    }

    // what must be ended

    @Test
    void a_transaction_that_no_coordinator_knows_is_ended_at_the_second_look() throws Exception {
        var _ = hang(KNOWS_NOTHING);
        Transactions.send(everything(), partition, "behind");
        assertThat(committed()).isEmpty();

        assertThat(look()).isEqualTo(clean());
        assertThat(gauge()).isEqualTo(1);
        assertThat(leftOpen.told(List.of(partition)).orElseThrow()).contains(partition.topic());
        assertThat(lookAfter(seconds(29))).isEqualTo(clean());
        assertThat(lookAfter(seconds(1)).ended()).isEqualTo(1);

        awaitCommitted("behind");
        assertThat(gauge()).isZero();
        assertThat(counter()).isEqualTo(1);
        assertThat(lookAfter(seconds(60))).isEqualTo(clean());
    }

    @Test
    void one_that_its_coordinator_forgot_is_ended_after_its_writers_epoch_is_closed()
            throws Exception {
        HangingTransaction hanging = hang(KNOWS_WHAT_WAS_BEFORE);
        Transactions.send(everything(), partition, "behind");
        int epoch = Transactions.epochOf(everything(), hanging.transactionalId());

        assertThat(look()).isEqualTo(clean());
        assertThat(lookAfter(seconds(30))).isEqualTo(clean());
        assertThat(Transactions.epochOf(everything(), hanging.transactionalId()))
                .isGreaterThan(epoch);
        assertThat(lookAfter(LeftOpenTransactions.INTERVAL).ended()).isEqualTo(1);

        awaitCommitted("behind");
    }

    @Test
    void the_transaction_of_a_writer_that_came_back_is_ended_and_not_its_next() throws Exception {
        HangingTransaction hanging = hang(KNOWS_WHAT_WAS_BEFORE);
        try (var writer = Transactions.begun(everything(), hanging.transactionalId())) {
            assertThat(look()).isEqualTo(clean());
            assertThat(lookAfter(seconds(30)).ended()).isEqualTo(1);
            writer.send(partition, "next", Instant.EPOCH);
            assertThat(lookAfter(seconds(30))).isEqualTo(clean());
            writer.commit();
        }

        awaitCommitted("next");
    }

    @Test
    void who_may_not_see_all_writers_ends_what_is_open_longer_than_any_may_be() throws Exception {
        kafka.withdraw(user, Right.allTransactionalIds(AclOperation.DESCRIBE));
        var _ = hang(KNOWS_NOTHING);
        Transactions.send(everything(), partition, "behind");

        assertThat(look()).isEqualTo(clean());
        assertThat(lookAfter(LONGER_THAN_ANY.minusSeconds(1))).isEqualTo(clean());
        assertThat(lookAfter(seconds(1)).ended()).isEqualTo(1);

        awaitCommitted("behind");
    }

    @Test
    void a_topic_that_does_not_exist_or_may_not_be_seen_keeps_no_other_from_being_looked_at()
            throws Exception {
        kafka.grant(user, Right.topics("absent-", AclOperation.DESCRIBE));
        var _ = hang(KNOWS_NOTHING);
        String absent = "absent-" + UUID.randomUUID();
        assertThat(leftOpen.lookAtTopics(List.of(absent, partition.topic()))).isEqualTo(clean());
        nanos += seconds(30).toNanos();

        Look second = leftOpen.lookAtTopics(List.of(absent, "not-his", partition.topic()));

        assertThat(second.ended()).isEqualTo(1);
        assertThat(second.wrong().orElseThrow())
                .contains("not-his")
                .contains("TopicAuthorizationException")
                .doesNotContain(absent);
    }

    private static Look clean() {
        return new Look(0, Optional.empty());
    }

    private double counter() {
        return registry.scrape().stream()
                .filter(CounterSnapshot.class::isInstance)
                .mapToDouble(snapshot ->
                        ((CounterSnapshot) snapshot).getDataPoints().getFirst().getValue())
                .sum();
    }

    private double gauge() {
        return registry.scrape().stream()
                .filter(GaugeSnapshot.class::isInstance)
                .mapToDouble(snapshot ->
                        ((GaugeSnapshot) snapshot).getDataPoints().getFirst().getValue())
                .sum();
    }
}
