package io.flaghoist.log.transactions;

import io.flaghoist.log.KafkaWords;
import io.flaghoist.log.transactions.Coordinators.Known;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Kafka's side of the search for transactions that nobody will end. Blocks. */
final class TransactionAdmin {
    private static final String STATE_TOPIC = "__transaction_state";
    private static final String MAX_TIMEOUT = "transaction.max.timeout.ms";

    /** Kafka's own default. */
    private static final Duration DEFAULT_MAX_TIMEOUT = Duration.ofMinutes(15);

    private final Admin admin;
    private final Duration answerTimeout;

    TransactionAdmin(Admin admin, Duration answerTimeout) {
        this.admin = admin;
        this.answerTimeout = answerTimeout;
    }

    /**
     * What partitions' leaders said.
     *
     * @param lookedAt the partitions whose leaders answered
     * @param failures of the others, in words
     */
    record Leaders(
            Set<TopicPartition> lookedAt, List<OpenTransaction> open, List<String> failures) {}

    Leaders leaders(Collection<TopicPartition> partitions)
            throws InterruptedException, TimeoutException {
        var result =
                admin.describeProducers(
                        partitions,
                        new DescribeProducersOptions()
                                .timeoutMs(Math.toIntExact(answerTimeout.toMillis())));
        var lookedAt = new HashSet<TopicPartition>();
        var open = new ArrayList<OpenTransaction>();
        var failures = new ArrayList<String>();
        for (TopicPartition partition : partitions) {
            try {
                for (ProducerState producer :
                        get(result.partitionResult(partition)).activeProducers()) {
                    openOf(partition, producer).ifPresent(open::add);
                }
                lookedAt.add(partition);
            } catch (ExecutionException e) {
                failures.add(partition + ": " + KafkaWords.of(e));
            }
        }
        return new Leaders(lookedAt, open, failures);
    }

    private static Optional<OpenTransaction> openOf(
            TopicPartition partition, ProducerState producer) {
        return producer.currentTransactionStartOffset().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new OpenTransaction(
                                partition,
                                producer.producerId(),
                                (short) producer.producerEpoch(),
                                producer.currentTransactionStartOffset().getAsLong(),
                                Math.max(0, producer.coordinatorEpoch().orElse(0))));
    }

    Coordinators coordinators(Set<Long> producerIds)
            throws InterruptedException, ExecutionException, TimeoutException {
        var listed = new HashMap<Long, String>();
        for (TransactionListing listing :
                get(
                        admin.listTransactions(
                                        new ListTransactionsOptions()
                                                .filterProducerIds(producerIds))
                                .all())) {
            listed.put(listing.producerId(), listing.transactionalId());
        }
        // Who may ask for an id that nobody has may ask for all of them.
        String nobodys = "nobody-" + UUID.randomUUID();
        var asked = new HashSet<>(listed.values());
        asked.add(nobodys);
        DescribeTransactionsResult described = admin.describeTransactions(asked);
        var known = new HashMap<Long, Known>();
        for (Map.Entry<Long, String> entry : listed.entrySet()) {
            description(described, entry.getValue())
                    .filter(description -> description.producerId() == entry.getKey())
                    .ifPresent(description ->
                            known.put(
                                    entry.getKey(),
                                    new Known(
                                            entry.getValue(),
                                            description.producerEpoch(),
                                            description.state(),
                                            description.topicPartitions())));
        }
        Optional<String> silent =
                known.size() < listed.size()
                        ? Optional.of("transactional ids are changing hands")
                        : silent();
        return new Coordinators(known, silent, mayAsk(described, nobodys));
    }

    private Optional<TransactionDescription> description(
            DescribeTransactionsResult described, String transactionalId)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return Optional.of(get(described.description(transactionalId)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransactionalIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean mayAsk(DescribeTransactionsResult described, String transactionalId)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            var _ = description(described, transactionalId);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransactionalIdAuthorizationException) {
                return false;
            }
            throw e;
        }
    }

    /** A coordinator that is away tells nothing, and nobody tells that it is away. */
    private Optional<String> silent()
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            TopicDescription state =
                    get(admin.describeTopics(List.of(STATE_TOPIC)).allTopicNames())
                            .values()
                            .iterator()
                            .next();
            boolean allLed =
                    state.partitions().stream()
                            .allMatch(partition ->
                                    partition.leader() != null && !partition.leader().isEmpty());
            return allLed
                    ? Optional.empty()
                    : Optional.of("not every partition of " + STATE_TOPIC + " has a leader");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return Optional.of(
                        "this principal may not DESCRIBE the topic "
                                + STATE_TOPIC
                                + ", and so cannot tell whether all coordinators are there");
            }
            throw e;
        }
    }

    /**
     * Partitions of those of the topics that exist.
     *
     * @param failures of topics of which Kafka does not tell, in words
     */
    record Partitions(List<TopicPartition> found, List<String> failures) {}

    Partitions partitionsOf(Collection<String> topics)
            throws InterruptedException, TimeoutException {
        var found = new ArrayList<TopicPartition>();
        var failures = new ArrayList<String>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                get(topic.getValue())
                        .partitions()
                        .forEach(info ->
                                found.add(new TopicPartition(topic.getKey(), info.partition())));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    failures.add(topic.getKey() + ": " + KafkaWords.of(e));
                }
            }
        }
        return new Partitions(found, failures);
    }

    /** The longest that a coordinator leaves a transaction open. */
    Duration maxTransactionTimeout() throws InterruptedException, TimeoutException {
        try {
            var brokers = new ArrayList<ConfigResource>();
            for (Node node : get(admin.describeCluster().nodes())) {
                brokers.add(new ConfigResource(ConfigResource.Type.BROKER, node.idString()));
            }
            return get(admin.describeConfigs(brokers).all()).values().stream()
                    .map(TransactionAdmin::maxTimeout)
                    .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) > 0 ? a : b);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return DEFAULT_MAX_TIMEOUT;
            }
            throw new TimeoutException(KafkaWords.of(e));
        }
    }

    private static Duration maxTimeout(Config broker) {
        var entry = broker.get(MAX_TIMEOUT);
        return entry == null || entry.value() == null
                ? DEFAULT_MAX_TIMEOUT
                : Duration.ofMillis(Long.parseLong(entry.value()));
    }

    /** Whether this principal may end a transaction of another. */
    boolean mayEnd() throws InterruptedException, ExecutionException, TimeoutException {
        Set<AclOperation> allowed =
                get(
                        admin.describeCluster(
                                        new DescribeClusterOptions()
                                                .includeAuthorizedOperations(true))
                                .authorizedOperations());
        return allowed != null
                && (allowed.contains(AclOperation.ALTER)
                        || allowed.contains(AclOperation.CLUSTER_ACTION));
    }

    /** From now on Kafka refuses whoever writes with this id, until he asks for it anew. */
    void fence(String transactionalId)
            throws InterruptedException, ExecutionException, TimeoutException {
        var _ = get(admin.fenceProducers(List.of(transactionalId)).all());
    }

    void abort(OpenTransaction open)
            throws InterruptedException, ExecutionException, TimeoutException {
        var _ =
                get(
                        admin.abortTransaction(
                                        new AbortTransactionSpec(
                                                open.partition(),
                                                open.producerId(),
                                                open.producerEpoch(),
                                                open.coordinatorEpoch()))
                                .all());
    }

    private <T> T get(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
