package io.flaghoist.console.doctor;

import io.flaghoist.history.log.LogConnection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.BootstrapConfiguration;
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
 * do not report them: where none of those addresses can be reached, a frequent mistake, they time
 * out. The only class here that uses Kafka's internal client API.
 */
final class BootstrapProbe {
    private static final int BUFFER = 64 << 10;
    private static final long IDLE_MILLIS = 60_000;
    private static final LogContext LOG_CONTEXT = new LogContext("[doctor] ");

    enum Status {
        OK,
        /** Credentials or certificates are refused, by either side. */
        NOT_TRUSTED,
        /** It does not answer as a Kafka broker does. */
        NO_ANSWER
    }

    /**
     * The result.
     *
     * @param brokers what they advertise
     */
    record Reply(Status status, String clusterId, List<Address> brokers, String failure) {
        /** Where none was asked for. */
        static final Reply NONE = failed(Status.NO_ANSWER, "");
    }

    private BootstrapProbe() {}

    /** Blocks, for about the timeout of {@code log} at most. */
    static Reply send(Address address, LogConnection log) {
        var node = new Node(-1, address.host(), address.port());
        var time = Time.SYSTEM;
        int millis = (int) log.answerTimeout().toMillis();
        try (var metrics = new Metrics();
                var selector = selector(log, metrics, time);
                var client = client(selector, node, millis, time)) {
            if (!NetworkClientUtils.awaitReady(client, node, time, millis)) {
                return failed(
                        Status.NO_ANSWER, "no answer within " + Format.of(log.answerTimeout()));
            }
            var request =
                    client.newClientRequest(
                            node.idString(),
                            MetadataRequest.Builder.forTopicNames(List.of(), false),
                            time.milliseconds(),
                            true);
            return NetworkClientUtils.sendAndReceive(client, request, time).responseBody()
                            instanceof MetadataResponse metadata
                    ? reply(metadata)
                    : failed(Status.NO_ANSWER, "an answer to another request");
        } catch (AuthenticationException e) {
            return failed(Status.NOT_TRUSTED, Format.of(e));
        } catch (IOException | KafkaException e) {
            return failed(Status.NO_ANSWER, Format.of(e));
        }
    }

    private static Reply reply(MetadataResponse metadata) {
        List<Address> brokers =
                metadata.brokers().stream().map(it -> new Address(it.host(), it.port())).toList();
        return new Reply(Status.OK, String.valueOf(metadata.clusterId()), brokers, "");
    }

    private static Reply failed(Status status, String failure) {
        return new Reply(status, "", List.of(), failure);
    }

    private static Selector selector(LogConnection log, Metrics metrics, Time time) {
        var config = new AdminClientConfig(log.kafka().client(Map.of()));
        var channels = ClientUtils.createChannelBuilder(config, time, LOG_CONTEXT);
        return new Selector(IDLE_MILLIS, metrics, time, "doctor", channels, LOG_CONTEXT);
    }

    private static NetworkClient client(Selector selector, Node node, int millis, Time time) {
        return new NetworkClient(
                selector,
                new ManualMetadataUpdater(List.of(node)),
                "flaghoist-console",
                1,
                millis, // one attempt is enough
                millis,
                BUFFER,
                BUFFER,
                millis,
                millis,
                millis,
                time,
                true,
                new ApiVersions(),
                LOG_CONTEXT,
                MetadataRecoveryStrategy.NONE,
                BootstrapConfiguration.DISABLED,
                false);
    }
}
