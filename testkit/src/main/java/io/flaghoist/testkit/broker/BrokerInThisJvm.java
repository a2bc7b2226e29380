package io.flaghoist.testkit.broker;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.EmbeddedBroker;

/** An embedded broker that is stopped and started again; nobody can kill a part of a JVM. */
final class BrokerInThisJvm implements RestartableBroker {
    private final BrokerSettings settings;
    private final EmbeddedBroker broker;
    private boolean running;

    /**
     * @param settings with ports, which are kept across restarts
     */
    BrokerInThisJvm(BrokerSettings settings) {
        this.settings = settings;
        this.broker = new EmbeddedBroker(settings);
    }

    @Override
    public String bootstrapServers() {
        return settings.host() + ":" + settings.brokerPort();
    }

    @Override
    public void start() {
        broker.start();
        running = true;
    }

    @Override
    public void stop() {
        broker.close();
        running = false;
    }

    @Override
    public void kill() {
        throw new UnsupportedOperationException(
                "A broker in this JVM cannot be killed; start it in a child JVM.");
    }

    @Override
    public void freeze() {
        throw new UnsupportedOperationException(
                "A broker in this JVM cannot be frozen; start it in a child JVM.");
    }

    @Override
    public void thaw() {
        throw new UnsupportedOperationException(
                "A broker in this JVM cannot be frozen; start it in a child JVM.");
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        stop();
        BrokerProcess.deleteTree(settings.dataDirectory());
    }
}
