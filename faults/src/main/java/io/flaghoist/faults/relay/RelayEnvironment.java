package io.flaghoist.faults.relay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import java.util.UUID;

/**
 * An environment of SaaS.
 *
 * @param name for people
 * @param serverKey the raw key of its SDKs, and of ingest
 */
public record RelayEnvironment(EnvironmentId id, String name, String serverKey) {
    static final String ACCOUNT = "faults-account";
    static final String ORGANIZATION = "faults-org";

    static RelayEnvironment named(String name) {
        return new RelayEnvironment(
                new EnvironmentId(UUID.randomUUID().toString()), name, "key-" + UUID.randomUUID());
    }

    ObjectNode seed() {
        ObjectNode seed = Json.object();
        seed.put("id", id.value());
        seed.put("environmentIdentifier", name);
        seed.put("projectIdentifier", "faults");
        seed.put("orgIdentifier", ORGANIZATION);
        seed.put("accountIdentifier", ACCOUNT);
        seed.putArray("apiKeys")
                .addObject()
                .put("identifier", name + "_server")
                .put("name", "Server")
                .put("type", "server")
                .put("key", serverKey);
        return seed;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name;
    }
}
