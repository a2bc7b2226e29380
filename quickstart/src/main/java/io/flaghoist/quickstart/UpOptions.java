package io.flaghoist.quickstart;

import io.flaghoist.broker.FreePorts;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of {@code ./flaghoist up}. Picocli fills them in. */
final class UpOptions {
    @Option(
            names = "--port",
            defaultValue = "7000",
            description = "where the edge serves SDKs (${DEFAULT-VALUE})")
    int edgePort;

    @Option(
            names = "--edge-admin-port",
            defaultValue = "7001",
            description = "the edge's admin port, on loopback (${DEFAULT-VALUE})")
    int edgeAdminPort;

    @Option(
            names = "--simulator-port",
            defaultValue = "7100",
            description =
                    "where the Harness simulator and its control API listen (${DEFAULT-VALUE})")
    int simulatorPort;

    @Option(
            names = "--ingest-port",
            defaultValue = "7200",
            description = "ingest's port (${DEFAULT-VALUE})")
    int ingestPort;

    @Option(
            names = "--ingest-admin-port",
            defaultValue = "7201",
            description = "ingest's admin port, on loopback (${DEFAULT-VALUE})")
    int ingestAdminPort;

    @Option(
            names = "--page-port",
            defaultValue = "7080",
            description = "where the sample page is served, on loopback (${DEFAULT-VALUE})")
    int pagePort;

    @Option(
            names = "--aggregator-port",
            defaultValue = "7300",
            description = "the metrics aggregator's port (${DEFAULT-VALUE})")
    int aggregatorPort;

    @Option(
            names = "--aggregator-admin-port",
            defaultValue = "7301",
            description = "the metrics aggregator's admin port, on loopback (${DEFAULT-VALUE})")
    int aggregatorAdminPort;

    @Option(
            names = "--kafka-port",
            defaultValue = "7092",
            description = "the embedded Kafka's port (${DEFAULT-VALUE})")
    int kafkaPort;

    @Option(
            names = "--kafka-controller-port",
            defaultValue = "7093",
            description = "the embedded Kafka's controller port (${DEFAULT-VALUE})")
    int kafkaControllerPort;

    /** The sample page needs npm. */
    boolean withPage = true;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "where topics, snapshots, the generated secret and the log are kept (./data of the checkout)")
    Path data = Path.of(System.getProperty("flaghoist.home", ".")).resolve("data");

    /** Listens on free ports, whatever was given. */
    void chooseFreePorts() {
        edgePort = FreePorts.next();
        edgeAdminPort = FreePorts.next();
        simulatorPort = FreePorts.next();
        ingestPort = FreePorts.next();
        ingestAdminPort = FreePorts.next();
        aggregatorPort = FreePorts.next();
        aggregatorAdminPort = FreePorts.next();
        kafkaPort = FreePorts.next();
        kafkaControllerPort = FreePorts.next();
    }
}
