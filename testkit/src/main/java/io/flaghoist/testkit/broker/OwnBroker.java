package io.flaghoist.testkit.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives tests a broker of their own, to stop, kill and freeze: one per class when registered in a
 * static field, one per test in an instance field.
 *
 * <pre>{@code
 * @RegisterExtension final OwnBroker kafka = new OwnBroker();
 * }</pre>
 */
public final class OwnBroker
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private final Map<String, String> extraProperties;
    private @Nullable RestartableBroker broker;
    private boolean ownedByClass;

    public OwnBroker() {
        this(Map.of());
    }

    /** With Kafka broker properties of its own. */
    public OwnBroker(Map<String, String> extraProperties) {
        this.extraProperties = Map.copyOf(extraProperties);
    }

    /** The broker, running unless the test has stopped it. */
    public RestartableBroker broker() {
        if (broker == null) {
            throw new IllegalStateException("There is a broker only while tests run.");
        }
        return broker;
    }

    public String bootstrapServers() {
        return broker().bootstrapServers();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ownedByClass = true;
        broker = Brokers.startRestartable(extraProperties);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ownedByClass) {
            broker = Brokers.startRestartable(extraProperties);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!ownedByClass) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    private void close() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }
}
