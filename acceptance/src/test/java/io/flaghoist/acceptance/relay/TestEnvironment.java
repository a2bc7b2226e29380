package io.flaghoist.acceptance.relay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.Seed;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.util.List;
import java.util.UUID;

/**
 * An environment of SaaS as it is at the start, with keys that nobody else has.
 *
 * @param id its UUID
 * @param name for people; unique in a test
 * @param serverKey the raw key of server SDKs
 * @param clientKey the raw key of browsers and mobile applications
 * @param documents {@code flags}, {@code segments} and {@code targets} as in a seed
 */
public record TestEnvironment(
        String id, String name, String serverKey, String clientKey, ObjectNode documents) {
    static final String ACCOUNT = "acceptance-account";
    static final String ORGANIZATION = "acceptance-org";

    private static TestEnvironment with(String name, ObjectNode documents) {
        String id = UUID.randomUUID().toString();
        return new TestEnvironment(
                id,
                name,
                "raw-key-" + UUID.randomUUID(),
                "raw-client-key-" + UUID.randomUUID(),
                documents);
    }

    /** With the flags and groups of the simulator's sample project. */
    public static TestEnvironment sample(String name) {
        var sample = Seed.sample().environments().getFirst().json();
        ObjectNode documents = Json.object();
        for (String kind : List.of("flags", "segments", "targets")) {
            documents.set(kind, sample.path(kind).deepCopy());
        }
        return with(name, documents);
    }

    /** With these flags alone. */
    public static TestEnvironment of(String name, List<FlagFixture> flags) {
        ObjectNode documents = Json.object();
        var array = documents.putArray("flags");
        flags.forEach(flag -> array.add(flag.json()));
        return with(name, documents);
    }

    ObjectNode seed() {
        ObjectNode seed = documents.deepCopy();
        seed.put("id", id);
        seed.put("environmentIdentifier", name);
        seed.put("projectIdentifier", "acceptance");
        seed.put("orgIdentifier", ORGANIZATION);
        seed.put("accountIdentifier", ACCOUNT);
        seed.putArray("apiKeys").add(key("server", serverKey)).add(key("client", clientKey));
        return seed;
    }

    private JsonNode key(String type, String raw) {
        return Json.object()
                .put("identifier", name + "_" + type)
                .put("name", "The " + type + " key of " + name)
                .put("type", type)
                .put("key", raw);
    }

    @Override
    public String toString() {
        return name;
    }
}
