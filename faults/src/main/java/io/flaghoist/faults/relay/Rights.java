package io.flaghoist.faults.relay;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.testkit.broker.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What each principal may do: as the operator's guide (docs/operating.md) says, and no more. */
public final class Rights {
    private static final TopicCatalogue TOPICS = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);

    private Rights() {}

    static Right[] ofIngest() {
        String prefix = TOPICS.prefix();
        return Stream.concat(
                        Stream.of(CREATE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE)
                                .map(operation -> Right.topics(prefix, operation)),
                        Stream.of(
                                Right.groups(prefix, READ),
                                Right.transactionalIds(prefix, WRITE),
                                Right.transactionalIds(prefix, DESCRIBE),
                                Right.cluster(IDEMPOTENT_WRITE),
                                Right.cluster(ALTER)))
                .toArray(Right[]::new);
    }

    static Right[] ofEdge(List<EnvironmentId> environments) {
        var rights = new ArrayList<Right>();
        Stream.concat(
                        environments.stream().map(TOPICS::config),
                        Stream.of(TOPICS.status(), TOPICS.freshness()))
                .map(TopicSpec::name)
                .forEach(topic -> {
                    rights.add(Right.topic(topic, READ));
                    rights.add(Right.topic(topic, DESCRIBE));
                });
        Stream.of(TOPICS.metrics(), TOPICS.registrations(), TOPICS.status())
                .forEach(topic -> rights.add(Right.topic(topic.name(), WRITE)));
        return rights.toArray(Right[]::new);
    }

    /** Without it an edge cannot read an environment's documents. */
    public static Right toReadDocuments(EnvironmentId environment) {
        return Right.topic(TOPICS.config(environment).name(), READ);
    }

    /** Without it an edge cannot read heartbeats. */
    public static Right toReadHeartbeats() {
        return Right.topic(TOPICS.freshness().name(), READ);
    }

    /** Without it ingest cannot write anything. */
    public static Right toWriteTopics() {
        return Right.topics(TOPICS.prefix(), WRITE);
    }
}
