package io.flaghoist.faults.relay;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.Right;
import io.flaghoist.testkit.broker.SecuredBroker;
import io.flaghoist.testkit.fault.Direction;
import io.flaghoist.testkit.fault.FaultProxy;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Kafka as a process of one node that knows its users, behind a proxy. */
public final class Kafka implements AutoCloseable {
    private static final int ANSWER_SECONDS = 30;

    private final FaultProxy proxy;
    private final SecuredBroker broker;

    private Kafka(FaultProxy proxy, SecuredBroker broker) {
        this.proxy = proxy;
        this.broker = broker;
    }

    static Kafka start(Path folder) {
        int port = FreePorts.next();
        var proxy = new FaultProxy("127.0.0.1", port);
        proxy.start();
        try {
            return new Kafka(
                    proxy,
                    SecuredBroker.startBehindProxy(
                            folder, port, proxy.port(), Map.of("log.cleaner.backoff.ms", "1000")));
        } catch (RuntimeException e) {
            proxy.close();
            throw e;
        }
    }

    /** Where services find it. */
    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where everybody may do everything, past the proxy. */
    public String internalAddress() {
        return broker.internalAddress();
    }

    /** Settings of clients of a user, who may do this and no more. */
    Map<String, String> user(String name, Right... rights) {
        return broker.user(name).grant(name, rights).login(name);
    }

    /**
     * Lets compaction take effect within seconds, so that what a stranger wrote over is really
     * gone.
     */
    void compactSoon(List<EnvironmentId> environments) {
        var topics = new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX);
        Collection<AlterConfigOp> settings =
                Stream.of(
                                new ConfigEntry(TopicConfig.SEGMENT_MS_CONFIG, "2000"),
                                new ConfigEntry(
                                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.001"))
                        .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                        .toList();
        try (var admin = Admin.create(Map.of("bootstrap.servers", internalAddress()))) {
            for (EnvironmentId environment : environments) {
                var topic =
                        new ConfigResource(
                                ConfigResource.Type.TOPIC, topics.config(environment).name());
                var _ =
                        admin.incrementalAlterConfigs(Map.of(topic, settings))
                                .all()
                                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not take a topic's settings.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    public void kill() {
        broker.kill();
    }

    /** Starts it again, and returns once it answers. */
    public void start() {
        broker.start();
    }

    public void freeze() {
        broker.freeze();
    }

    public void thaw() {
        broker.thaw();
    }

    /** Resets all connections, and refuses new ones. */
    public void cutOff() {
        proxy.refuse();
        proxy.resetAll();
    }

    /** Ends {@link #cutOff()}. */
    public void letIn() {
        proxy.start();
    }

    /** Holds all bytes back, both ways. */
    public void silence() {
        proxy.freeze(Direction.TO_SERVER);
        proxy.freeze(Direction.TO_CLIENT);
    }

    /** Ends {@link #silence()}. */
    public void unsilence() {
        proxy.heal();
    }

    public void grant(String user, Right right) {
        broker.grant(user, right);
    }

    public void withdraw(String user, Right right) {
        broker.withdraw(user, right);
    }

    @Override
    public void close() {
        proxy.close();
        broker.close();
    }
}
