package io.flaghoist.testkit.broker;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What may be done with a resource of a {@link SecuredBroker}, or with all whose names begin alike.
 */
public record Right(ResourcePattern resource, AclOperation operation) {
    /** On one topic. */
    public static Right topic(String name, AclOperation operation) {
        return new Right(
                new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL), operation);
    }

    /** On all topics that begin with {@code prefix}. */
    public static Right topics(String prefix, AclOperation operation) {
        return prefixed(ResourceType.TOPIC, prefix, operation);
    }

    /** On all consumer groups that begin with {@code prefix}. */
    public static Right groups(String prefix, AclOperation operation) {
        return prefixed(ResourceType.GROUP, prefix, operation);
    }

    /** On all transactional ids that begin with {@code prefix}. */
    public static Right transactionalIds(String prefix, AclOperation operation) {
        return prefixed(ResourceType.TRANSACTIONAL_ID, prefix, operation);
    }

    /** On every transactional id there is. */
    public static Right allTransactionalIds(AclOperation operation) {
        return new Right(
                new ResourcePattern(
                        ResourceType.TRANSACTIONAL_ID,
                        ResourcePattern.WILDCARD_RESOURCE,
                        PatternType.LITERAL),
                operation);
    }

    /** On the cluster itself. */
    public static Right cluster(AclOperation operation) {
        return new Right(
                new ResourcePattern(
                        ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
                operation);
    }

    AclBinding of(String user) {
        return new AclBinding(
                resource,
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static Right prefixed(ResourceType type, String prefix, AclOperation operation) {
        return new Right(new ResourcePattern(type, prefix, PatternType.PREFIXED), operation);
    }
}
