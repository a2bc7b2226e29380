package io.flaghoist.testkit.broker;

import io.flaghoist.broker.BrokerSettings;
import io.flaghoist.broker.FreePorts;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A broker that knows its users (SASL/SCRAM-SHA-512) and refuses what they were not granted; users,
 * passwords and rights change while clients run. Users and rights outlive its restarts.
 *
 * <pre>{@code
 * try (var kafka = SecuredBroker.start(folder)) {
 *     kafka.user("edge").grant("edge", Right.topics("flaghoist.", AclOperation.READ));
 *     …
 *     kafka.withdraw("edge", Right.topics("flaghoist.", AclOperation.READ));
 * }
 * }</pre>
 *
 * The broker talks to itself, and this class to the broker, on a listener of its own without
 * credentials, on the loopback address: that is who {@code User:ANONYMOUS} is.
 */
public final class SecuredBroker implements RestartableBroker {
    /** May do everything. */
    public static final String SUPER_USER = "root";

    private final RestartableBroker broker;
    private final String address;
    private final String internalAddress;
    private final Principals principals;

    private SecuredBroker(RestartableBroker broker, Ports ports) {
        this.broker = broker;
        this.address = "127.0.0.1:" + ports.advertised();
        this.internalAddress = "127.0.0.1:" + ports.internal();
        this.principals = new Principals(internalAddress, address);
    }

    /**
     * A running one in a child JVM, to be killed and frozen.
     *
     * @param folder where it keeps everything; created when absent, gone after {@link #close()}
     */
    public static SecuredBroker start(Path folder) {
        return start(folder, Map.of());
    }

    /** As {@link #start(Path)}, with Kafka broker properties of its own. */
    public static SecuredBroker start(Path folder, Map<String, String> extraProperties) {
        return startProcess(folder, Ports.free(), extraProperties);
    }

    /**
     * As {@link #start(Path, Map)}, behind a proxy that users pass whatever the broker tells them.
     *
     * @param port where the broker listens for the proxy
     * @param proxyPort where a proxy of 127.0.0.1 listens already, for {@code port}
     */
    public static SecuredBroker startBehindProxy(
            Path folder, int port, int proxyPort, Map<String, String> extraProperties) {
        return startProcess(folder, Ports.behind(port, proxyPort), extraProperties);
    }

    private static SecuredBroker startProcess(
            Path folder, Ports ports, Map<String, String> extraProperties) {
        return started(
                new BrokerProcess(
                        folder,
                        ports.clients(),
                        ports.controller(),
                        properties(ports, extraProperties)),
                ports);
    }

    /**
     * As {@link #start(Path)}, in this JVM: it starts sooner, and can be neither killed nor frozen.
     */
    public static SecuredBroker startInThisJvm(Path folder) {
        return startInThisJvm(folder, Map.of());
    }

    /** As {@link #startInThisJvm(Path)}, with Kafka broker properties of its own. */
    public static SecuredBroker startInThisJvm(Path folder, Map<String, String> extraProperties) {
        var ports = Ports.free();
        var settings = BrokerSettings.in(folder).withPorts(ports.clients(), ports.controller());
        for (var property : properties(ports, extraProperties).entrySet()) {
            settings = settings.with(property.getKey(), property.getValue());
        }
        return started(new BrokerInThisJvm(settings), ports);
    }

    private static SecuredBroker started(RestartableBroker broker, Ports ports) {
        var secured = new SecuredBroker(broker, ports);
        try {
            broker.start();
            return secured.user(SUPER_USER);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Three listeners: users log in at the first, the broker itself uses the others. */
    private static Map<String, String> properties(Ports ports, Map<String, String> extra) {
        var all = new HashMap<String, String>();
        all.put(
                "listeners",
                "CLIENTS://127.0.0.1:%d,INTERNAL://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(ports.clients(), ports.internal(), ports.controller()));
        all.put(
                "advertised.listeners",
                "CLIENTS://127.0.0.1:%d,INTERNAL://127.0.0.1:%d"
                        .formatted(ports.advertised(), ports.internal()));
        all.put(
                "listener.security.protocol.map",
                "CLIENTS:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("inter.broker.listener.name", "INTERNAL");
        String mechanism = Principals.MECHANISM.mechanismName();
        all.put("sasl.enabled.mechanisms", mechanism);
        all.put(
                "listener.name.clients." + mechanism.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        all.put("super.users", "User:" + SUPER_USER + ";User:ANONYMOUS");
        all.putAll(extra);
        return Map.copyOf(all);
    }

    /** {@code host:port} where users log in. */
    @Override
    public String bootstrapServers() {
        return address;
    }

    /**
     * {@code host:port} where everybody may do everything without credentials, for what tests do
     * behind the back of the services under test.
     */
    public String internalAddress() {
        return internalAddress;
    }

    /** Makes a user who may do nothing yet, and returns when he may log in. */
    public SecuredBroker user(String name) {
        principals.setPassword(name);
        return this;
    }

    /** Settings of a client that is this user, with the address and the last password he had. */
    public Map<String, String> clientProperties(String user) {
        var all = new HashMap<>(login(user));
        all.put("bootstrap.servers", bootstrapServers());
        return Map.copyOf(all);
    }

    /** As {@link #clientProperties}, without the address: for services that have it apart. */
    public Map<String, String> login(String user) {
        return principals.login(user);
    }

    /** The last password that the user had, for tests that look for it where it must not be. */
    public String password(String user) {
        return principals.password(user);
    }

    /** Grants rights beside those that the user has, and returns when they hold. */
    public SecuredBroker grant(String user, Right... rights) {
        principals.grant(user, List.of(rights));
        return this;
    }

    /** Withdraws rights, as they were granted, and returns when they no longer hold. */
    public SecuredBroker withdraw(String user, Right... rights) {
        principals.withdraw(user, List.of(rights));
        return this;
    }

    /** Withdraws whatever the user was granted. */
    public SecuredBroker withdrawAll(String user) {
        principals.withdrawAll(user);
        return this;
    }

    /**
     * Gives the user another password, and returns when the old one is refused. Connections that
     * stand are not asked again, unless the property {@code connections.max.reauth.ms} says so.
     */
    public SecuredBroker changePassword(String user) {
        principals.setPassword(user);
        return this;
    }

    /** As {@link #changePassword}, with no password that would be taken. */
    public SecuredBroker revokePassword(String user) {
        principals.revokePassword(user);
        return this;
    }

    @Override
    public void start() {
        broker.start();
    }

    @Override
    public void stop() {
        broker.stop();
    }

    @Override
    public void kill() {
        broker.kill();
    }

    @Override
    public void freeze() {
        broker.freeze();
    }

    @Override
    public void thaw() {
        broker.thaw();
    }

    @Override
    public boolean isRunning() {
        return broker.isRunning();
    }

    @Override
    public void close() {
        broker.close();
    }

    /** {@code advertised} is where clients are told to come. */
    private record Ports(int clients, int advertised, int internal, int controller) {
        static Ports free() {
            int clients = FreePorts.next();
            return behind(clients, clients);
        }

        static Ports behind(int clients, int proxy) {
            return new Ports(clients, proxy, FreePorts.next(), FreePorts.next());
        }
    }
}
