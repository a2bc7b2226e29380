package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * Checks whether Kafka can be reached from here: each bootstrap address, and each address that
 * brokers advertise to their clients. Blocks.
 */
record ReachChecks(LogConnection log, Duration connectTimeout, Report report) {
    static final String BOOTSTRAP = "broker-address";
    private static final String ADVERTISED = "advertised-address";
    private static final int MAX_AT_ONCE = 64;

    /** An address, how it can be reached, and the broker's reply where there is one. */
    private record Seen(Address address, Connection connection, BootstrapProbe.Reply reply) {}

    /**
     * Looks at all addresses at once.
     *
     * @return whether an advertised address can be reached, so that Kafka's clients work
     */
    boolean check() {
        List<Address> addresses = Address.list(log.bootstrapServers());
        if (addresses.isEmpty()) {
            report.add(BOOTSTRAP, "invalid", log.bootstrapServers());
        }
        List<Seen> servers = atOnce(addresses.stream(), this::ask);
        servers.forEach(this::bootstrap);
        List<BootstrapProbe.Reply> replies =
                servers.stream().map(Seen::reply).filter(it -> !it.brokers().isEmpty()).toList();
        var clusters =
                replies.stream()
                        .map(BootstrapProbe.Reply::clusterId)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (clusters.size() > 1) {
            var values = Map.of("clusters", String.join(", ", clusters));
            report.add(BOOTSTRAP, "different-clusters", log.bootstrapServers(), values);
        }
        List<Seen> brokers =
                atOnce(
                        replies.stream()
                                .flatMap(it -> it.brokers().stream())
                                .distinct()
                                .sorted(Comparator.comparing(Address::toString)),
                        this::connect);
        brokers.forEach(this::advertised);
        if (brokers.isEmpty()) {
            report.add(ADVERTISED, "none", "brokers");
        }
        return brokers.stream().anyMatch(it -> it.connection().isAccepted());
    }

    private static List<Seen> atOnce(Stream<Address> addresses, Function<Address, Seen> probe) {
        return addresses.gather(Gatherers.mapConcurrent(MAX_AT_ONCE, probe)).toList();
    }

    private Seen connect(Address address) {
        return new Seen(address, Connection.to(address, connectTimeout), BootstrapProbe.Reply.NONE);
    }

    private Seen ask(Address address) {
        Seen seen = connect(address);
        return seen.connection().isAccepted()
                ? new Seen(address, seen.connection(), BootstrapProbe.send(address, log))
                : seen;
    }

    private void bootstrap(Seen seen) {
        boolean isAccepted = seen.connection().isAccepted();
        add(BOOTSTRAP, isAccepted ? seen.reply().status() : seen.connection().status(), seen);
    }

    private void advertised(Seen seen) {
        boolean isLocal = seen.address().isLoopback() && !seen.connection().isAccepted();
        add(ADVERTISED, isLocal ? "loopback" : seen.connection().status(), seen);
    }

    private void add(String name, Object state, Seen seen) {
        var values =
                Map.of(
                        "host", seen.address().host(),
                        "connection", seen.connection().text(),
                        "failure", seen.reply().failure(),
                        "protocol",
                                log.kafka()
                                        .properties()
                                        .getOrDefault("security.protocol", "PLAINTEXT"));
        report.add(name, state, seen.address().toString(), values);
    }
}
