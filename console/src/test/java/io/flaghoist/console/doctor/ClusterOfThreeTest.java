package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.console.doctor.Cluster.Authorizer;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

/** What Kafka says of a cluster of three, without one. */
class ClusterOfThreeTest {
    private static final EnvironmentId PROD = new EnvironmentId("prod-1");
    private static final TopicCatalogue TOPICS = new TopicCatalogue("flaghoist");
    private static final List<Node> NODES =
            IntStream.rangeClosed(1, 3).mapToObj(id -> new Node(id, "kafka-" + id, 9092)).toList();

    private static final LogConnection LOG =
            new LogConnection(KafkaConnection.to("kafka-1:9092"), TOPICS, Duration.ofSeconds(1));

    @Test
    void one_replica_among_three_brokers_is_a_warning() {
        assertThat(settings(cluster(3, 1, 1, "1")))
                .contains("WARNING Has one replica on a cluster of 3 brokers")
                .contains("KAFKA_REPLICATION_FACTOR=3");
    }

    @Test
    void replicas_that_must_all_be_in_sync_are_a_warning() {
        assertThat(settings(cluster(3, 3, 3, "3")))
                .contains(
                        "min.insync.replicas=3 with 3 replicas: one broker away stops every change")
                .contains("--add-config min.insync.replicas=2");
    }

    @Test
    void replicas_of_which_one_is_enough_are_a_warning() {
        assertThat(settings(cluster(3, 3, 3, "1")))
                .contains("a change counts as written when one broker has it");
    }

    @Test
    void three_replicas_of_which_two_must_be_in_sync_are_well() {
        assertThat(settings(cluster(3, 3, 3, "2"))).isEqualTo("OK 1 topic as they should be.");
        assertThat(replicas(cluster(3, 3, 3, "2"))).startsWith("OK All partitions of 1 topic");
    }

    @Test
    void a_replica_that_lags_is_a_warning_and_too_few_are_wrong() {
        assertThat(replicas(cluster(2, 3, 2, "2")))
                .startsWith("WARNING Partitions [0] lack replicas in sync");
        assertThat(replicas(cluster(1, 3, 1, "2")))
                .startsWith(
                        "WRONG Partitions [0] have fewer replicas in sync than min.insync.replicas=2");
    }

    @Test
    void a_partition_without_a_leader_is_wrong() {
        assertThat(replicas(cluster(0, 3, 0, "2")))
                .startsWith("WRONG Partitions [0] have no leader");
    }

    @Test
    void a_cluster_too_small_for_its_transactions_is_wrong() {
        assertThat(text(brokers(cluster(1, 1, 1, "1")), "broker-settings"))
                .contains("WRONG Is 2, and only 1 broker alive: no transaction can be committed");
    }

    @Test
    void brokers_without_the_newer_transactions_are_a_warning_with_the_command() {
        var checks = brokers(cluster(3, 3, 3, "2"));

        assertThat(text(checks, "broker-features")).contains("too old to say what they can");
        assertThat(text(checks, "cluster")).contains("3 brokers (1, 2, 3)");
    }

    private static String settings(Cluster cluster) {
        var report = new Report();
        new TopicChecks(cluster, report).topics();
        return text(report.checks(), "topic-settings");
    }

    private static String replicas(Cluster cluster) {
        var report = new Report();
        new TopicChecks(cluster, report).replicas();
        return text(report.checks(), "replicas");
    }

    private static List<Check> brokers(Cluster cluster) {
        var report = new Report();
        new BrokerChecks(cluster, report).check();
        return report.checks();
    }

    private static String text(List<Check> checks, String name) {
        return checks.stream()
                .filter(check -> check.name().equals(name))
                .map(check ->
                        (check.outcome() + " " + check.finding() + " " + check.advice()).strip())
                .collect(Collectors.joining("\n"));
    }

    private static Cluster cluster(int alive, int replicas, int inSync, String minInSync) {
        TopicSpec spec = TOPICS.config(PROD);
        var partition =
                new TopicPartitionInfo(
                        0,
                        alive == 0 ? Node.noNode() : NODES.getFirst(),
                        NODES.subList(0, replicas),
                        NODES.subList(0, inSync));
        var topics = new TreeMap<String, Reply<TopicDescription>>();
        topics.put(
                spec.name(),
                Reply.of(new TopicDescription(spec.name(), false, List.of(partition))));
        var values = new HashMap<>(spec.settings());
        values.put("min.insync.replicas", minInSync);
        var settings = new TreeMap<String, Reply<Map<String, String>>>();
        settings.put(spec.name(), Reply.of(values));
        return new Cluster(
                LOG,
                "cluster",
                Optional.of(NODES.getFirst()),
                NODES.subList(0, Math.max(1, alive)),
                Set.of(),
                Authorizer.PRESENT,
                Reply.failed(Reply.Problem.UNSUPPORTED, "no such API"),
                Reply.of(
                        Map.of(
                                "transaction.state.log.min.isr", "2",
                                "transaction.state.log.replication.factor", "3")),
                new TreeSet<>(topics.keySet()),
                new TreeSet<>(Set.of(PROD)),
                topics,
                settings);
    }
}
