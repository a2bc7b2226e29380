package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.LogContext;

/**
 * Asks one bootstrap address for the addresses of all brokers. Kafka's own clients do that too, but
 * do not tell: when none of those addresses can be reached, which is the classic mistake, they just
 * time out. The only class here that touches Kafka's internal client API.
 */
final class FirstContact {
    private static final int BUFFER = 64 << 10;
    private static final long IDLE_MILLIS = 60_000;

    /** What came of it. */
    sealed interface Result {
        /** What the broker says of its cluster. */
        record Met(String clusterId, List<Node> brokers) implements Result {}

        /** Credentials or certificates are refused, by either side. */
        record NotTrusted(String reason) implements Result {}

        /** It does not answer as a Kafka broker does. */
        record NoAnswer(String reason) implements Result {}
    }

    private FirstContact() {}

    /** Blocks, for about {@code timeout} at most. */
    static Result with(Address address, LogConnection log, Duration timeout) {
        var node = new Node(-1, address.host(), address.port());
        var time = Time.SYSTEM;
        try (var metrics = new Metrics();
                var selector = selector(log, metrics, time);
                var client = client(selector, node, (int) timeout.toMillis(), time)) {
            if (!NetworkClientUtils.awaitReady(client, node, time, timeout.toMillis())) {
                return new Result.NoAnswer("no answer within " + Words.of(timeout));
            }
            ClientResponse response =
                    NetworkClientUtils.sendAndReceive(
                            client,
                            client.newClientRequest(
                                    node.idString(),
                                    MetadataRequest.Builder.forTopicNames(List.of(), false),
                                    time.milliseconds(),
                                    true),
                            time);
            return response.responseBody() instanceof MetadataResponse metadata
                    ? met(metadata)
                    : new Result.NoAnswer("an answer to another question");
        } catch (AuthenticationException e) {
            return new Result.NotTrusted(Words.of(e));
        } catch (IOException | KafkaException e) {
            return new Result.NoAnswer(Words.of(e));
        }
    }

    private static Result met(MetadataResponse metadata) {
        String cluster = Optional.ofNullable(metadata.clusterId()).orElse("unknown");
        return new Result.Met(cluster, List.copyOf(metadata.brokers()));
    }

    private static Selector selector(LogConnection log, Metrics metrics, Time time) {
        var quiet = new LogContext("[doctor] ");
        var channels =
                ClientUtils.createChannelBuilder(new AdminClientConfig(log.admin()), time, quiet);
        return new Selector(IDLE_MILLIS, metrics, time, "doctor", channels, quiet);
    }

    private static NetworkClient client(
            Selector selector, Node node, int timeoutMillis, Time time) {
        return new NetworkClient(
                selector,
                new ManualMetadataUpdater(List.of(node)),
                "flaghoist-console",
                1,
                timeoutMillis, // one try is enough
                timeoutMillis,
                BUFFER,
                BUFFER,
                timeoutMillis,
                timeoutMillis,
                timeoutMillis,
                time,
                true,
                new ApiVersions(),
                new LogContext("[doctor] "),
                MetadataRecoveryStrategy.NONE);
    }
}
