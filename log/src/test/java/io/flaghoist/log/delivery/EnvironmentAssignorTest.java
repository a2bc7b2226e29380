package io.flaghoist.log.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EnvironmentAssignorTest {
    private static Set<EnvironmentId> ids(String... names) {
        return Arrays.stream(names).map(EnvironmentId::new).collect(Collectors.toSet());
    }

    /** A member that joins with environments and remembers what it owns. */
    private static final class Member implements EnvironmentAssignor.Member {
        private final Set<EnvironmentId> environments;
        private Set<EnvironmentId> owned = Set.of();

        Member(String... names) {
            this.environments = ids(names);
        }

        @Override
        public Set<EnvironmentId> environments() {
            return environments;
        }

        @Override
        public void assigned(Set<EnvironmentId> now) {
            owned = now;
        }

        EnvironmentAssignor assignor() {
            var assignor = new EnvironmentAssignor();
            assignor.configure(EnvironmentAssignor.settings(this));
            return assignor;
        }
    }

    @Test
    void each_environment_has_one_owner_among_those_that_have_a_key_for_it() {
        Map<String, Set<EnvironmentId>> owners =
                EnvironmentAssignor.owners(
                        Map.of(
                                "first", ids("a", "b", "c", "d"),
                                "second", ids("a", "b", "c", "d", "e"),
                                "third", ids()));

        assertThat(owners)
                .isEqualTo(
                        Map.of(
                                "first", ids("a", "c"),
                                "second", ids("b", "d", "e"),
                                "third", ids()));
    }

    @Test
    @SuppressWarnings("removal") // the constructor of ConsumerGroupMetadata
    void every_member_reads_all_partitions_and_learns_what_it_owns() {
        var first = new Member("a", "b");
        var second = new Member("b", "c");
        EnvironmentAssignor leader = first.assignor();
        var node = new Node(1, "kafka", 9092);
        var partitions =
                List.of(
                        new PartitionInfo("topic", 0, node, new Node[0], new Node[0]),
                        new PartitionInfo("topic", 1, node, new Node[0], new Node[0]));
        var cluster = new Cluster("id", List.of(node), partitions, Set.of(), Set.of());
        var topics = List.of("topic");

        Map<String, Assignment> assigned =
                leader.assign(
                                cluster,
                                new GroupSubscription(
                                        Map.of(
                                                "1",
                                                new Subscription(
                                                        topics,
                                                        leader.subscriptionUserData(
                                                                Set.of("topic"))),
                                                "2",
                                                new Subscription(
                                                        topics,
                                                        second.assignor()
                                                                .subscriptionUserData(
                                                                        Set.of("topic"))))))
                        .groupAssignment();

        assertThat(assigned.values())
                .allSatisfy(it ->
                        assertThat(it.partitions())
                                .containsExactlyInAnyOrder(
                                        new TopicPartition("topic", 0),
                                        new TopicPartition("topic", 1)));
        assigned.forEach((id, it) -> {
            Member member = id.equals("1") ? first : second;
            member.assignor().onAssignment(it, new ConsumerGroupMetadata("group"));
        });
        assertThat(first.owned).isEqualTo(ids("a"));
        assertThat(second.owned).isEqualTo(ids("b", "c"));
    }
}
