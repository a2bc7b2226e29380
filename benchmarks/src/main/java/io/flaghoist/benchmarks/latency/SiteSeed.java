package io.flaghoist.benchmarks.latency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.benchmarks.house.IngestProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.state.Seed;
import java.util.List;

/** The sites as SaaS knows them, and what ingest has to know to follow them. */
final class SiteSeed {
    private static final String ADMIN_TOKEN = "bench-admin-token";
    private static final String ACCOUNT = "bench-account";
    private static final String ORGANIZATION = "bench-organization";

    private SiteSeed() {}

    static Seed of(List<World.Site> sites) {
        ObjectNode json = Json.object();
        json.putArray("adminTokens").add(ADMIN_TOKEN);
        var environments = json.putArray("environments");
        sites.forEach(site -> environments.add(environment(site)));
        return Seed.of(json);
    }

    private static ObjectNode environment(World.Site site) {
        ObjectNode environment = Json.object();
        environment.put("id", site.environment().value());
        environment.put("environmentIdentifier", site.rawKey());
        environment.put("orgIdentifier", ORGANIZATION);
        environment.put("accountIdentifier", ACCOUNT);
        environment
                .putArray("apiKeys")
                .addObject()
                .put("identifier", "server")
                .put("name", "Server")
                .put("type", "server")
                .put("key", site.rawKey());
        var flags = environment.putArray("flags");
        for (int i = 0; i < site.flags(); i++) {
            flags.add(SampleLog.sampleFlag(i).json());
        }
        return environment;
    }

    static IngestProcess.Upstream upstream(Simulator simulator, List<World.Site> sites) {
        return new IngestProcess.Upstream(
                simulator.clientService(),
                simulator.adminService(),
                sites.stream().map(World.Site::rawKey).toList(),
                ADMIN_TOKEN,
                ACCOUNT,
                ORGANIZATION);
    }
}
