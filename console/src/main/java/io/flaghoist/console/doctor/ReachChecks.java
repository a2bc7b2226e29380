package io.flaghoist.console.doctor;

import io.flaghoist.console.log.LogConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;

/**
 * Whether Kafka can be reached from here: each bootstrap address, and each address that brokers
 * tell their clients to use. Blocks.
 */
final class ReachChecks {
    static final String BOOTSTRAP = "broker-address";
    static final String ADVERTISED = "advertised-address";

    private final LogConnection log;
    private final Duration connectTimeout;
    private final Findings findings = new Findings();
    private final List<FirstContact.Result.Met> met = new ArrayList<>();

    ReachChecks(LogConnection log, Duration connectTimeout) {
        this.log = log;
        this.connectTimeout = connectTimeout;
    }

    /**
     * Looks, and tells {@code findings}.
     *
     * @return whether it is worth asking for more
     */
    boolean examine() {
        List<Address> bootstrap = Address.list(log.bootstrapServers());
        if (bootstrap.isEmpty()) {
            findings.wrong(
                    BOOTSTRAP,
                    log.bootstrapServers(),
                    "No address can be read here.",
                    "Give host:port, several separated by commas (KAFKA_BOOTSTRAP_SERVERS).");
        }
        bootstrap.forEach(this::bootstrap);
        sameCluster();
        Set<Address> advertised =
                met.stream()
                        .flatMap(cluster -> cluster.brokers().stream())
                        .map(ReachChecks::address)
                        .collect(Collectors.toCollection(() -> new TreeSet<>(BY_TEXT)));
        long reached = advertised.stream().filter(this::advertised).count();
        if (advertised.isEmpty()) {
            findings.skipped(ADVERTISED, "brokers", "No broker could be asked for its address.");
        }
        return reached > 0;
    }

    List<Check> checks() {
        return findings.checks();
    }

    private static final java.util.Comparator<Address> BY_TEXT =
            java.util.Comparator.comparing(Address::toString);

    private void bootstrap(Address address) {
        String subject = address.toString();
        Contact contact = Contact.with(address, connectTimeout);
        switch (contact) {
            case Contact.Unresolved _ ->
                    findings.wrong(
                            BOOTSTRAP,
                            subject,
                            "Cannot be reached: " + contact.words() + ".",
                            "Check the spelling, and the DNS of this machine (getent hosts %s)."
                                    .formatted(address.host()));
            case Contact.Refused _ ->
                    findings.wrong(
                            BOOTSTRAP,
                            subject,
                            "The port " + contact.words() + ".",
                            "Check that a broker runs there and listens on this address (listeners), and firewalls between here and there.");
            case Contact.Accepted _ -> speak(address, contact);
        }
    }

    private void speak(Address address, Contact contact) {
        String subject = address.toString();
        switch (FirstContact.with(address, log, log.answerTimeout())) {
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

    private boolean advertised(Address address) {
        Contact contact = Contact.with(address, connectTimeout);
        if (contact.isAccepted()) {
            findings.ok(ADVERTISED, address.toString(), "This broker " + contact.words() + ".");
            return true;
        }
        findings.wrong(
                ADVERTISED,
                address.toString(),
                "A broker tells its clients to connect to it at %s, and that cannot be reached from here: %s."
                        .formatted(address, contact.words()),
                advice(address));
        return false;
    }

    private static String advice(Address address) {
        return (address.isLoopback()
                        ? "That address means the client's own machine. "
                        : "The bootstrap address is only for the first contact; all else goes to this one. ")
                + "Set advertised.listeners of that broker to an address that clients can reach, or make this one known here (DNS, route, firewall). For clients inside and outside of a container network give the broker two listeners, each with its own advertised address.";
    }

    private static Address address(Node node) {
        return new Address(node.host(), node.port());
    }
}
