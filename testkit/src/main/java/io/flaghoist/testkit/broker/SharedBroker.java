package io.flaghoist.testkit.broker;

import io.flaghoist.broker.KafkaBroker;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives a test class the one broker that all tests of a JVM share. Tests must not stop it, and keep
 * apart by topic names:
 *
 * <pre>{@code
 * @RegisterExtension static final SharedBroker kafka = new SharedBroker();
 *
 * private final String prefix = kafka.newTopicPrefix();
 * }</pre>
 */
public final class SharedBroker implements BeforeAllCallback {
    private @Nullable KafkaBroker broker;

    @Override
    public void beforeAll(ExtensionContext context) {
        // The root store outlives all test classes, and closes what it holds when the last has
        // ended.
        broker =
                context.getRoot()
                        .getStore(Namespace.create(SharedBroker.class))
                        .computeIfAbsent(
                                KafkaBroker.class, key -> Brokers.start(), KafkaBroker.class);
    }

    /** {@code host:port}, for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return Objects.requireNonNull(broker, "Register SharedBroker in a static field.")
                .bootstrapServers();
    }

    /**
     * A prefix for topics, groups and transactional ids that nobody else has: {@code test-1f0c…}.
     */
    public String newTopicPrefix() {
        return "test-" + UUID.randomUUID();
    }
}
