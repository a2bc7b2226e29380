package io.flaghoist.testkit.broker;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/**
 * The users of a secured broker and what they may do. The controller confirms before the broker
 * knows: every change returns only when the broker acts by it.
 */
final class Principals {
    static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_512;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The least that Kafka takes; more only costs tests time. */
    private static final int ITERATIONS = 4_096;

    private final String internalAddress;
    private final String address;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();

    /**
     * @param internalAddress where everybody may do everything
     * @param address where users log in
     */
    Principals(String internalAddress, String address) {
        this.internalAddress = internalAddress;
        this.address = address;
    }

    void setPassword(String user) {
        String password = UUID.randomUUID().toString();
        alter(
                new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(MECHANISM, ITERATIONS), password));
        Map<String, String> before = passwords.containsKey(user) ? login(user) : Map.of();
        passwords.put(user, password);
        await().atMost(TIMEOUT).until(() -> isLetIn(login(user)));
        if (!before.isEmpty()) {
            await().atMost(TIMEOUT).until(() -> !isLetIn(before));
        }
    }

    void revokePassword(String user) {
        Map<String, String> before = login(user);
        alter(new UserScramCredentialDeletion(user, MECHANISM));
        await().atMost(TIMEOUT).until(() -> !isLetIn(before));
    }

    /** The last that the user had. */
    String password(String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException("There is no user " + user + ".");
        }
        return password;
    }

    /** With the last password that the user had. */
    Map<String, String> login(String user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                MECHANISM.mechanismName(),
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password(user)));
    }

    void grant(String user, List<Right> rights) {
        List<AclBinding> granted = rights.stream().map(right -> right.of(user)).toList();
        try (var admin = admin()) {
            get(admin.createAcls(granted).all());
            awaitRights(admin, held -> held.containsAll(granted));
        }
    }

    void withdraw(String user, List<Right> rights) {
        List<AclBinding> withdrawn = rights.stream().map(right -> right.of(user)).toList();
        try (var admin = admin()) {
            get(admin.deleteAcls(withdrawn.stream().map(AclBinding::toFilter).toList()).all());
            awaitRights(admin, held -> withdrawn.stream().noneMatch(held::contains));
        }
    }

    void withdrawAll(String user) {
        var all =
                new AclBindingFilter(
                        ResourcePatternFilter.ANY,
                        new AccessControlEntryFilter(
                                "User:" + user, null, AclOperation.ANY, AclPermissionType.ANY));
        try (var admin = admin()) {
            get(admin.deleteAcls(List.of(all)).all());
            awaitRights(admin, held -> held.stream().noneMatch(all::matches));
        }
    }

    private static void awaitRights(Admin admin, Predicate<Collection<AclBinding>> asWanted) {
        await().atMost(TIMEOUT)
                .until(() -> get(admin.describeAcls(AclBindingFilter.ANY).values()), asWanted);
    }

    private void alter(UserScramCredentialAlteration change) {
        try (var admin = admin()) {
            get(admin.alterUserScramCredentials(List.of(change)).all());
        }
    }

    private boolean isLetIn(Map<String, String> login) {
        var settings = new HashMap<String, Object>(login);
        settings.put("bootstrap.servers", address);
        try (var client = Admin.create(settings)) {
            var _ = client.describeCluster().nodes().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SaslAuthenticationException) {
                return false;
            }
            throw new IllegalStateException("The broker does not answer.", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The broker does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while logging in.", e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", internalAddress));
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The broker refused or did not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the broker was asked.", e);
        }
    }
}
