package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.fault.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecuredBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir static Path folder;
    private static SecuredBroker kafka;

    @BeforeAll
    static void start() {
        kafka = SecuredBroker.start(folder.resolve("broker"));
    }

    @AfterAll
    static void close() {
        kafka.close();
    }

    @Test
    void who_has_no_right_is_refused() throws Exception {
        createTopic("closed");
        kafka.user("nobody");
        try (var producer = producer("nobody");
                var consumer = consumer("nobody", "closed")) {
            assertThatThrownBy(() -> send(producer, "closed", "one"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            // A poll may end before the broker has answered.
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> poll(consumer))
                                    .isInstanceOf(TopicAuthorizationException.class));
        }
    }

    @Test
    void behind_a_proxy_users_pass_it_whatever_they_ask_for(@TempDir Path other) throws Exception {
        int port = FreePorts.next();
        try (var proxy = new FaultProxy("127.0.0.1", port)) {
            proxy.start();
            try (var hidden = SecuredBroker.startBehindProxy(other, port, proxy.port(), Map.of())) {
                assertThat(hidden.bootstrapServers()).isEqualTo(proxy.address());
                var root = hidden.clientProperties(SecuredBroker.SUPER_USER);
                try (var admin = Admin.create(new HashMap<String, Object>(root))) {
                    var nodes = admin.describeCluster().nodes().get(30, TimeUnit.SECONDS);
                    assertThat(nodes).extracting(Node::port).containsExactly(proxy.port());
                }
            }
        }
    }

    @Test
    void a_right_withdrawn_from_running_clients_shows_and_granted_again_works() throws Exception {
        createTopic("shared");
        kafka.user("writer").grant("writer", Right.topic("shared", AclOperation.WRITE));
        kafka.user("reader").grant("reader", Right.topics("sha", AclOperation.READ));
        try (var producer = producer("writer");
                var consumer = consumer("reader", "shared")) {
            send(producer, "shared", "one");
            awaitValues(consumer, "one");

            kafka.withdraw("writer", Right.topic("shared", AclOperation.WRITE));
            kafka.withdraw("reader", Right.topics("sha", AclOperation.READ));

            assertThatThrownBy(() -> send(producer, "shared", "lost"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThatThrownBy(() -> poll(consumer))
                                    .isInstanceOf(AuthorizationException.class));

            kafka.grant("writer", Right.topic("shared", AclOperation.WRITE));
            kafka.grant("reader", Right.topics("sha", AclOperation.READ));

            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> send(producer, "shared", "two"));
            awaitValues(consumer, "two");
        }
    }

    @Test
    void a_transactional_id_needs_a_right_of_its_own() throws Exception {
        createTopic("ledger");
        kafka.user("clerk").grant("clerk", Right.topic("ledger", AclOperation.WRITE));
        try (var producer = producer("clerk", Map.of("transactional.id", "clerk-1"))) {
            assertThatThrownBy(producer::initTransactions)
                    .isInstanceOf(TransactionalIdAuthorizationException.class);
        }
        kafka.grant("clerk", Right.transactionalIds("clerk", AclOperation.WRITE));
        try (var producer = producer("clerk", Map.of("transactional.id", "clerk-1"))) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, "ledger", "one");
            producer.commitTransaction();

            kafka.withdrawAll("clerk");

            producer.beginTransaction();
            assertThatThrownBy(
                            () -> {
                                send(producer, "ledger", "two");
                                producer.commitTransaction();
                            })
                    .isInstanceOfAny(ExecutionException.class, KafkaException.class);
        }
    }

    @Test
    void a_changed_and_a_revoked_password_are_refused() throws Exception {
        kafka.user("guest");
        Map<String, String> first = kafka.clientProperties("guest");
        assertThat(isLetIn(first)).isTrue();

        kafka.changePassword("guest");
        assertThat(isLetIn(first)).isFalse();
        assertThat(isLetIn(kafka.clientProperties("guest"))).isTrue();

        kafka.revokePassword("guest");
        assertThat(isLetIn(kafka.clientProperties("guest"))).isFalse();
    }

    @Test
    void who_has_no_credentials_is_not_let_in_where_users_log_in() {
        var anonymous = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
        try (var admin = Admin.create(anonymous)) {
            assertThatThrownBy(() ->
                            admin.describeCluster(new DescribeClusterOptions().timeoutMs(2_000))
                                    .nodes()
                                    .get())
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void users_and_rights_outlive_a_kill() throws Exception {
        createTopic("durable");
        kafka.user("survivor").grant("survivor", Right.topic("durable", AclOperation.WRITE));
        kafka.kill();
        kafka.start();
        try (var producer = producer("survivor")) {
            send(producer, "durable", "after kill");
            assertThatThrownBy(() -> send(producer, "closed-to-him", "no"))
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void in_this_jvm_it_refuses_alike_and_comes_back_on_its_address() throws Exception {
        try (var embedded = SecuredBroker.startInThisJvm(folder.resolve("embedded"))) {
            embedded.user("nobody");
            var address = embedded.bootstrapServers();
            embedded.stop();
            assertThat(embedded.isRunning()).isFalse();
            embedded.start();
            assertThat(embedded.bootstrapServers()).isEqualTo(address);
            assertThat(isLetIn(embedded.clientProperties("nobody"))).isTrue();
            try (var producer = producer(embedded.clientProperties("nobody"))) {
                assertThatThrownBy(() -> send(producer, "any", "one"))
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
        assertThat(folder.resolve("embedded")).doesNotExist();
    }

    private static void createTopic(String topic) throws Exception {
        try (var admin = Admin.create(new HashMap<String, Object>(root()))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static Map<String, String> root() {
        return kafka.clientProperties(SecuredBroker.SUPER_USER);
    }

    private static boolean isLetIn(Map<String, String> properties) throws Exception {
        try (var admin = Admin.create(new HashMap<String, Object>(properties))) {
            var _ = admin.describeCluster().nodes().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(SaslAuthenticationException.class);
            return false;
        }
    }

    private static Producer<String, String> producer(String user) {
        return producer(user, Map.of());
    }

    private static Producer<String, String> producer(String user, Map<String, String> more) {
        var settings = new HashMap<>(kafka.clientProperties(user));
        settings.putAll(more);
        return producer(settings);
    }

    private static Producer<String, String> producer(Map<String, String> settings) {
        var all = new HashMap<String, Object>(settings);
        all.put("max.block.ms", 20_000);
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private static Consumer<String, String> consumer(String user, String topic) {
        var consumer =
                new KafkaConsumer<>(
                        new HashMap<String, Object>(kafka.clientProperties(user)),
                        new StringDeserializer(),
                        new StringDeserializer());
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    private static void send(Producer<String, String> producer, String topic, String value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, value))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static Stream<String> poll(Consumer<String, String> consumer) {
        var values = new ArrayList<String>();
        consumer.poll(Duration.ofMillis(200)).forEach(polled -> values.add(polled.value()));
        return values.stream();
    }

    private static void awaitValues(Consumer<String, String> consumer, String... expected) {
        var values = new ArrayList<String>();
        await().atMost(PATIENCE)
                .untilAsserted(() -> {
                    poll(consumer).forEach(values::add);
                    assertThat(values).containsExactly(expected);
                });
    }
}
