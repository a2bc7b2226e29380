package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether Kafka can be reached from here: each bootstrap address, and each address that brokers
 * tell their clients to use. Blocks.
 */
final class ReachChecks {
    static final String BOOTSTRAP = "broker-address";
    static final String ADVERTISED = "advertised-address";

    private static final Comparator<Address> BY_TEXT = Comparator.comparing(Address::toString);

    private final LogConnection log;
    private final Duration connectTimeout;
    private final Findings findings = new Findings();
    private final List<FirstContact.Result.Met> met = new ArrayList<>();

    ReachChecks(LogConnection log, Duration connectTimeout) {
        this.log = log;
        this.connectTimeout = connectTimeout;
    }

    /** What was seen at an address; nothing was said where no connection was accepted. */
    private record Seen(Address address, Contact contact, Optional<FirstContact.Result> said) {}

    /**
     * Looks, at all addresses at once.
     *
     * @return whether it is worth asking for more
     */
    boolean examine() throws InterruptedException {
        List<Address> bootstrap = Address.list(log.bootstrapServers());
        if (bootstrap.isEmpty()) {
            findings.wrong(
                    BOOTSTRAP,
                    log.bootstrapServers(),
                    "No address can be read here.",
                    "Give host:port, several separated by commas (KAFKA_BOOTSTRAP_SERVERS).");
        }
        AtOnce.map(bootstrap, this::look).forEach(this::bootstrap);
        sameCluster();
        Set<Address> advertised =
                met.stream()
                        .flatMap(cluster -> cluster.brokers().stream())
                        .map(node -> new Address(node.host(), node.port()))
                        .collect(Collectors.toCollection(() -> new TreeSet<>(BY_TEXT)));
        if (advertised.isEmpty()) {
            findings.skipped(ADVERTISED, "brokers", "No broker could be asked for its address.");
        }
        List<Seen> seen = AtOnce.map(advertised, this::connect);
        seen.forEach(this::advertised);
        return seen.stream().anyMatch(of -> of.contact().isAccepted());
    }

    List<Check> checks() {
        return findings.checks();
    }

    private Seen connect(Address address) {
        return new Seen(address, Contact.with(address, connectTimeout), Optional.empty());
    }

    private Seen look(Address address) {
        Seen seen = connect(address);
        return seen.contact().isAccepted()
                ? new Seen(
                        address,
                        seen.contact(),
                        Optional.of(FirstContact.with(address, log, log.answerTimeout())))
                : seen;
    }

    private void bootstrap(Seen seen) {
        Address address = seen.address();
        String subject = address.toString();
        switch (seen.contact()) {
            case Contact.Unresolved unresolved ->
                    findings.wrong(
                            BOOTSTRAP,
                            subject,
                            "Cannot be reached: " + unresolved.words() + ".",
                            "Check the spelling, and the DNS of this machine (getent hosts %s)."
                                    .formatted(address.host()));
            case Contact.Refused refused ->
                    findings.wrong(
                            BOOTSTRAP,
                            subject,
                            "The port " + refused.words() + ".",
                            "Check that a broker runs there and listens on this address (listeners), and firewalls between here and there.");
            case Contact.Accepted accepted ->
                    seen.said().ifPresent(said -> judge(address, accepted, said));
        }
    }

    private void judge(Address address, Contact contact, FirstContact.Result said) {
        String subject = address.toString();
        switch (said) {
            case FirstContact.Result.Met known -> {
                met.add(known);
                findings.ok(
                        BOOTSTRAP,
                        subject,
                        "The port %s; Kafka answers.".formatted(contact.words()));
            }
            case FirstContact.Result.NotTrusted(var reason) ->
                    findings.wrong(
                            BOOTSTRAP,
                            subject,
                            "Kafka and this client do not trust each other: " + reason + ".",
                            "Check user and password (sasl.jaas.config, sasl.mechanism), and with TLS the trust store (ssl.truststore.location) and that the certificate names "
                                    + address.host()
                                    + ".");
            case FirstContact.Result.NoAnswer(var reason) ->
                    findings.wrong(
                            BOOTSTRAP,
                            subject,
                            "The port accepts connections, but nothing there answers as Kafka: "
                                    + reason
                                    + ".",
                            "Check security.protocol (now %s): a listener with TLS or SASL ends connections of clients without, and waits for nothing the other way round. Check that the port is a client listener, not a controller's."
                                    .formatted(
                                            log.properties()
                                                    .getOrDefault(
                                                            "security.protocol", "PLAINTEXT")));
        }
    }

    private void sameCluster() {
        Set<String> ids =
                met.stream()
                        .map(FirstContact.Result.Met::clusterId)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (ids.size() > 1) {
            findings.wrong(
                    BOOTSTRAP,
                    log.bootstrapServers(),
                    "The addresses belong to different clusters: " + String.join(", ", ids) + ".",
                    "Leave only those of one cluster in the bootstrap servers.");
        }
    }

    private void advertised(Seen seen) {
        Address address = seen.address();
        if (seen.contact().isAccepted()) {
            findings.ok(
                    ADVERTISED, address.toString(), "This broker " + seen.contact().words() + ".");
        } else {
            findings.wrong(
                    ADVERTISED,
                    address.toString(),
                    "A broker tells its clients to connect to it at %s, and that cannot be reached from here: %s."
                            .formatted(address, seen.contact().words()),
                    advice(address));
        }
    }

    private static String advice(Address address) {
        return (address.isLoopback()
                        ? "That address means the client's own machine. "
                        : "The bootstrap address is only for the first contact; all else goes to this one. ")
                + "Set advertised.listeners of that broker to an address that clients can reach, or make this one known here (DNS, route, firewall). For clients inside and outside of a container network give the broker two listeners, each with its own advertised address.";
    }
}
