package io.flaghoist.faults.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The relay: Kafka, two ingests of which one is to run, and two edges, each a process; and SaaS.
 * All of it is on 127.0.0.1, below port 32768.
 */
public final class Relay implements AutoCloseable {
    /** The user that ingest is in Kafka. */
    public static final String INGEST = "ingest";

    private final List<RelayEnvironment> environments;
    private final Saas saas;
    private final Kafka kafka;
    private final List<Node> edges;
    private Node activeIngest;
    private Node standbyIngest;

    private Relay(List<RelayEnvironment> environments, Saas saas, Kafka kafka, Path folder)
            throws IOException {
        this.environments = environments;
        this.saas = saas;
        this.kafka = kafka;
        var services =
                new Services(folder, kafka.bootstrapServers(), "auth-secret-" + UUID.randomUUID());
        var ids = environments.stream().map(RelayEnvironment::id).toList();
        Map<String, String> login = kafka.user(INGEST, Rights.ofIngest());
        this.activeIngest = services.ingest("ingest-1", login, saas, environments);
        this.standbyIngest = services.ingest("ingest-2", login, saas, environments);
        this.edges =
                List.of(
                        services.edge("edge-1", kafka.user("edge-1", Rights.ofEdge(ids))),
                        services.edge("edge-2", kafka.user("edge-2", Rights.ofEdge(ids))));
    }

    /**
     * Kafka and SaaS run when this returns, the services do not yet.
     *
     * @param folder for their settings, logs and disks
     */
    public static Relay prepare(Path folder) throws IOException {
        var environments = List.of(RelayEnvironment.named("one"), RelayEnvironment.named("two"));
        Saas saas = Saas.start(environments);
        try {
            Kafka kafka = Kafka.start(folder.resolve("kafka"));
            try {
                return new Relay(environments, saas, kafka, folder);
            } catch (IOException | RuntimeException e) {
                kafka.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            saas.close();
            throw e;
        }
    }

    /** Starts the active ingest and the edges, and returns when all of them are ready. */
    public void start() {
        activeIngest.start();
        activeIngest.awaitReady();
        edges.forEach(Node::start);
        edges.forEach(Node::awaitReady);
        kafka.compactSoon(environments.stream().map(RelayEnvironment::id).toList());
    }

    public List<RelayEnvironment> environments() {
        return environments;
    }

    public Saas saas() {
        return saas;
    }

    public Kafka kafka() {
        return kafka;
    }

    /** Both; a user in Kafka is called as its edge. */
    public List<Node> edges() {
        return edges;
    }

    public synchronized Node activeIngest() {
        return activeIngest;
    }

    public synchronized Node standbyIngest() {
        return standbyIngest;
    }

    /** From now on the standby counts as active. */
    public synchronized void swapIngests() {
        Node wasActive = activeIngest;
        activeIngest = standbyIngest;
        standbyIngest = wasActive;
    }

    private Stream<Node> nodes() {
        return Stream.concat(Stream.of(activeIngest(), standbyIngest()), edges.stream());
    }

    /** Services that ended though nobody ended them. */
    public List<Node> died() {
        return nodes().filter(Node::hasDied).toList();
    }

    @Override
    public void close() {
        nodes().forEach(Node::close);
        kafka.close();
        saas.close();
    }
}
