package io.flaghoist.benchmarks.peers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.Seed;
import java.io.IOException;

/** The environment that every peer hands on, and SaaS that holds it. */
final class SampleSite {
    static final int FLAGS = 100;
    static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000100");
    static final String SDK_KEY = "bench-peers-key";
    static final String PROXY_KEY = "bench-peers-proxy-key";
    static final String ADMIN_TOKEN = "bench-admin-token";
    static final String ACCOUNT = "bench-account";
    static final String ORGANIZATION = "bench-organization";

    private SampleSite() {}

    /** A started simulator of SaaS, in this JVM. */
    static Simulator startSaas() throws IOException {
        var simulator =
                new Simulator(SimulatorSettings.defaults().withPort(0).withSeed(Seed.of(seed())));
        simulator.start();
        return simulator;
    }

    private static ObjectNode seed() {
        ObjectNode seed = Json.object();
        seed.putArray("adminTokens").add(ADMIN_TOKEN);
        seed.putArray("proxyKeys").add(PROXY_KEY);
        ObjectNode environment = seed.putArray("environments").addObject();
        environment.put("id", ENVIRONMENT.value());
        environment.put("environmentIdentifier", "peers");
        environment.put("orgIdentifier", ORGANIZATION);
        environment.put("accountIdentifier", ACCOUNT);
        environment
                .putArray("apiKeys")
                .addObject()
                .put("identifier", "server")
                .put("name", "Server")
                .put("type", "server")
                .put("key", SDK_KEY);
        var flags = environment.putArray("flags");
        for (int i = 0; i < FLAGS; i++) {
            flags.add(SampleLog.sampleFlag(i).json());
        }
        return seed;
    }

    /** Turns a flag on or off; returns after SaaS has handed the event to its streams. */
    static void toggle(Simulator saas, int flag) {
        saas.state()
                .environment(ENVIRONMENT.value())
                .toggle(SampleLog.sampleName(flag), EventDelivery.SENT);
    }
}
