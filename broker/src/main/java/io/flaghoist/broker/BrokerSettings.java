package io.flaghoist.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an {@link EmbeddedBroker} is started with.
 *
 * @param dataDirectory where it keeps its log across restarts; created when absent
 * @param host the address it listens on and tells clients; default 127.0.0.1
 * @param brokerPort for clients; 0 (default) takes a free one below 32768
 * @param controllerPort for the broker itself; 0 (default) takes a free one below 32768
 * @param extraProperties Kafka broker properties; they win over those that the other settings give
 */
public record BrokerSettings(
        Path dataDirectory,
        String host,
        int brokerPort,
        int controllerPort,
        Map<String, String> extraProperties) {

    public BrokerSettings {
        checkPort(brokerPort);
        checkPort(controllerPort);
        extraProperties = Map.copyOf(extraProperties);
    }

    /** Defaults, with the log in {@code dataDirectory}. */
    public static BrokerSettings in(Path dataDirectory) {
        return new BrokerSettings(dataDirectory, "127.0.0.1", 0, 0, Map.of());
    }

    public BrokerSettings withHost(String newHost) {
        return new BrokerSettings(
                dataDirectory, newHost, brokerPort, controllerPort, extraProperties);
    }

    public BrokerSettings withPorts(int newBrokerPort, int newControllerPort) {
        return new BrokerSettings(
                dataDirectory, host, newBrokerPort, newControllerPort, extraProperties);
    }

    public BrokerSettings with(String property, String value) {
        var extended = new TreeMap<>(extraProperties);
        extended.put(property, value);
        return new BrokerSettings(dataDirectory, host, brokerPort, controllerPort, extended);
    }

    private static void checkPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("Port " + port + " is not between 0 and 65535.");
        }
    }
}
