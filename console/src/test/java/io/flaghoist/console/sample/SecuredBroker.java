package io.flaghoist.console.sample;

import static org.awaitility.Awaitility.await;

import io.flaghoist.console.log.LogConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import io.flaghoist.testkit.broker.BrokerSettings;
import io.flaghoist.testkit.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker that knows its users (SASL/PLAIN) and checks what they may do; {@code root} may do
 * everything.
 */
public final class SecuredBroker implements AutoCloseable {
    public static final String ROOT = "root";

    private final EmbeddedBroker broker;
    private final String password;

    private SecuredBroker(EmbeddedBroker broker, String password) {
        this.broker = broker;
        this.password = password;
    }

    /** A running one, with its data in {@code folder}; all users have the same password. */
    public static SecuredBroker in(Path folder, String password, String... users) {
        String known =
                Arrays.stream(users)
                        .map(user -> " user_%s=\"%s\"".formatted(user, password))
                        .collect(Collectors.joining());
        String login =
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"root\" password=\"%1$s\" user_root=\"%1$s\"%2$s;"
                        .formatted(password, known);
        var broker =
                new EmbeddedBroker(
                        BrokerSettings.in(folder)
                                .with(
                                        "listener.security.protocol.map",
                                        "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                                .with("sasl.enabled.mechanisms", "PLAIN")
                                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                                .with("listener.name.plaintext.plain.sasl.jaas.config", login)
                                .with(
                                        "authorizer.class.name",
                                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                                .with("super.users", "User:root;User:ANONYMOUS"));
        broker.start();
        return new SecuredBroker(broker, password);
    }

    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** How {@code user} reaches it. */
    public LogConnection as(String user, TopicCatalogue topics) {
        return new LogConnection(
                bootstrapServers(), login(user, password), topics, Duration.ofSeconds(5));
    }

    /** The client settings of a user, who need not be one. */
    public Map<String, String> login(String user, String withPassword) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, withPassword));
    }

    /** The client settings of a user who is one. */
    public Map<String, String> login(String user) {
        return login(user, password);
    }

    /** A right on a topic. */
    public static AclBinding right(String user, TopicSpec topic, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic.name(), PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** Grants rights beside those granted before, and returns when they hold. */
    public void grant(Collection<AclBinding> rights) {
        try (Admin admin = Admin.create(as(ROOT, new TopicCatalogue("flaghoist")).admin())) {
            admin.createAcls(rights).all().get();
            await().until(() ->
                    admin.describeAcls(AclBindingFilter.ANY)
                            .values()
                            .get()
                            .containsAll(List.copyOf(rights)));
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka refused", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
