package io.flaghoist.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderCodec;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EnvironmentNames;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** SaaS, a place in Kafka, and as many ingests as a test starts. */
final class World implements AutoCloseable {
    static final String SAMPLE = "8d1f2c34-0000-4000-8000-000000000001";
    static final String SAMPLE_KEY = "sample-server-key";

    final Simulator saas;
    final LogView log;
    private final String bootstrapServers;
    private final String prefix;
    private final List<RunningIngest> ingests = new ArrayList<>();

    World(String bootstrapServers, String prefix) throws IOException {
        this.bootstrapServers = bootstrapServers;
        this.prefix = prefix;
        this.log = new LogView(bootstrapServers, prefix);
        this.saas =
                new Simulator(
                        SimulatorSettings.defaults()
                                .withPort(FreePorts.next())
                                .withHeartbeatInterval(Duration.ofMillis(100)));
        saas.start();
    }

    /** Settings with short times: nothing in a test waits for a minute. */
    RunningIngest.Settings settings(String... apiKeys) {
        return new RunningIngest.Settings()
                .with("upstream", "apiKeys", String.join(",", apiKeys))
                .with("upstream", "adminServiceToken", "sample-admin-token")
                .with("upstream", "accountIdentifier", "sample-account")
                .with("upstream", "orgIdentifier", "default")
                .with("upstream", "adminService", saas.adminService())
                .with("upstream", "clientService", saas.clientService())
                .with("upstream", "initialRetryDelay", "20ms")
                .with("upstream", "maxRetryDelay", "200ms")
                .with("upstream", "readTimeout", "2s")
                .with("upstream", "keysInterval", "200ms")
                .with("upstream", "adminCallsPerSecond", 1000)
                .with("kafka", "bootstrapServers", bootstrapServers)
                .with("kafka", "topicPrefix", prefix)
                .with("doubt", "confirmAfter", "300ms")
                .with("doubt", "settle", "200ms");
    }

    RunningIngest start(RunningIngest.Settings settings) throws Exception {
        RunningIngest ingest = RunningIngest.start(settings);
        ingests.add(ingest);
        return ingest;
    }

    /** Started, and all environments published. */
    RunningIngest started(RunningIngest.Settings settings) throws Exception {
        RunningIngest ingest = start(settings);
        await(ingest::isReady);
        return ingest;
    }

    void stop(RunningIngest ingest) {
        ingests.remove(ingest);
        ingest.close();
    }

    /** How often SaaS was asked for all flags of an environment. */
    long reads(String environment) {
        return saas.requests().of("GET /api/1.0/client/env/{env}/feature-configs", environment);
    }

    /** Puts an order onto the control topic, as a console does. */
    void order(Order order) {
        log.write(OrderCodec.encode(order));
    }

    /** Takes an order back, as a console does. */
    void takeBack(Order order) {
        log.write(OrderCodec.encodeRemoved(order.key()));
    }

    /** A new environment in SaaS with one server key and so many flags. */
    SaasEnvironment environment(String key, int flags) {
        String id = UUID.randomUUID().toString();
        SaasEnvironment environment =
                saas.state().putEnvironment(EnvironmentNames.sample(id, "e-" + id.substring(0, 8)));
        ObjectNode apiKey = Json.object().put("key", key).put("type", "server").put("name", key);
        environment.put(DocumentKind.API_KEY, key.replace('-', '_'), apiKey, EventDelivery.SILENT);
        for (int i = 0; i < flags; i++) {
            environment.put(DocumentKind.FLAG, "flag_" + i, flag(), EventDelivery.SILENT);
        }
        return environment;
    }

    SaasEnvironment sample() {
        return saas.state().environment(SAMPLE);
    }

    /** A boolean flag; SaaS adds its identifier and version. */
    static ObjectNode flag() {
        return flag("on");
    }

    static ObjectNode flag(String state) {
        ObjectNode flag = Json.object().put("state", state).put("kind", "boolean");
        flag.putArray("variations")
                .add(Json.object().put("identifier", "true").put("value", "true"))
                .add(Json.object().put("identifier", "false").put("value", "false"));
        flag.put("offVariation", "false");
        flag.putObject("defaultServe").put("variation", "true");
        return flag;
    }

    EnvironmentImage image(String environment) {
        return log.image(environment);
    }

    /** The version of a flag in the log; 0 when it is not there. */
    long flagVersion(String environment, String flag) {
        FlagDocument document = image(environment).flag(flag);
        return document == null ? 0 : document.version();
    }

    /** The version that upstream gave a flag in the log; 0 when it is not there. */
    long upstreamVersion(String environment, String flag) {
        FlagDocument document = image(environment).flag(flag);
        return document == null ? 0 : document.upstreamVersion();
    }

    /** Waits until {@code condition} holds. */
    static void await(Callable<Boolean> condition) {
        await(Duration.ofSeconds(20), condition);
    }

    /** Waits until {@code condition} holds, at most so long. */
    static void await(Duration atMost, Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(condition);
    }

    @Override
    public void close() {
        for (RunningIngest ingest : ingests) {
            ingest.close();
        }
        saas.close();
    }
}
