package io.flaghoist.log.delivery;

import io.flaghoist.schemas.EnvironmentId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Assigns environments instead of partitions: each member of the group reads all partitions, and
 * each environment has one owner among the members that have an API key for it. Kafka's client
 * creates it.
 */
public final class EnvironmentAssignor implements ConsumerPartitionAssignor, Configurable {
    private static final String MEMBER = "flaghoist.delivery.member";

    /** The member that the assignor works for. */
    interface Member {
        /** The environments that this member could own; it joins the group with these. */
        Set<EnvironmentId> environments();

        /** The environments that it owns from now on. */
        void assigned(Set<EnvironmentId> owned);
    }

    private Member member = new NoMember();

    /** The settings of a consumer that joins its group as {@code member}. */
    static Map<String, Object> settings(Member member) {
        return Map.of(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(EnvironmentAssignor.class),
                MEMBER,
                member);
    }

    @Override
    public void configure(Map<String, ?> settings) {
        if (settings.get(MEMBER) instanceof Member given) {
            member = given;
        }
    }

    @Override
    public String name() {
        return "flaghoist-environments";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return encode(member.environments());
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        var environments = new TreeMap<String, Set<EnvironmentId>>();
        group.groupSubscription()
                .forEach((id, subscription) ->
                        environments.put(id, decode(subscription.userData())));
        Map<String, Set<EnvironmentId>> owned = owners(environments);
        var assignments = new HashMap<String, Assignment>();
        group.groupSubscription()
                .forEach((id, subscription) ->
                        assignments.put(
                                id,
                                new Assignment(
                                        partitions(cluster, subscription.topics()),
                                        encode(owned.getOrDefault(id, Set.of())))));
        return new GroupAssignment(assignments);
    }

    /** Each environment goes to that one of its members that owns the fewest so far. */
    static Map<String, Set<EnvironmentId>> owners(Map<String, Set<EnvironmentId>> members) {
        var owned = new TreeMap<String, Set<EnvironmentId>>();
        members.keySet().forEach(member -> owned.put(member, new TreeSet<>()));
        var all = new TreeSet<EnvironmentId>();
        members.values().forEach(all::addAll);
        for (EnvironmentId environment : all) {
            owned.entrySet().stream()
                    .filter(member ->
                            members.getOrDefault(member.getKey(), Set.of()).contains(environment))
                    .min(Comparator.comparingInt(member -> member.getValue().size()))
                    .ifPresent(member -> member.getValue().add(environment));
        }
        return owned;
    }

    private static List<TopicPartition> partitions(Cluster cluster, List<String> topics) {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : topics) {
            cluster.partitionsForTopic(topic)
                    .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        return partitions;
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        member.assigned(decode(assignment.userData()));
    }

    private static ByteBuffer encode(Set<EnvironmentId> environments) {
        String text =
                environments.stream().map(EnvironmentId::value).collect(Collectors.joining(","));
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Set<EnvironmentId> decode(@Nullable ByteBuffer data) {
        if (data == null) {
            return Set.of();
        }
        String text = StandardCharsets.UTF_8.decode(data.duplicate()).toString();
        return Arrays.stream(text.split(","))
                .filter(EnvironmentId::isValid)
                .map(EnvironmentId::new)
                .collect(Collectors.toSet());
    }

    private static final class NoMember implements Member {
        @Override
        public Set<EnvironmentId> environments() {
            return Set.of();
        }

        @Override
        public void assigned(Set<EnvironmentId> owned) {}
    }
}
