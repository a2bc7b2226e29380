package io.flaghoist.acceptance;

import static io.flaghoist.acceptance.relay.RelayExtension.INITIALISATION;
import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.SdkStream;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.sdk.Sdk;
import io.flaghoist.acceptance.sdk.SdkClient;
import io.flaghoist.acceptance.sdk.SdkFailedException;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is let in, from the first second of a relay on; the steps follow one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CredentialsIT {
    private static final TestEnvironment ENVIRONMENT = TestEnvironment.sample("credentials");
    private static final String WRONG_KEY = "raw-key-of-nobody";

    @RegisterExtension
    static final RelayExtension system =
            // SaaS tells no stream of keys: ingest learns of them by reconciling.
            RelayExtension.empty(
                    RelaySettings.of("credentials", ENVIRONMENT)
                            .withIngest("upstream.reconcileInterval", "2s")
                            .withIngest("upstream.keysInterval", "2s")
                            .withEdge("unknownKeys.maxWait", "12s"));

    @Test
    @Order(1)
    void before_anything_is_loaded_no_key_is_accepted_and_none_is_blamed() {
        for (Edge edge : edges()) {
            assertThat(edge.auth(ENVIRONMENT.serverKey()).status()).as("%s", edge).isEqualTo(500);
            assertThat(edge.auth(WRONG_KEY).status()).as("%s", edge).isEqualTo(500);
        }
    }

    @Test
    @Order(2)
    void an_sdk_that_came_too_early_is_let_in_once_there_is_something_to_serve() {
        List<CompletableFuture<Void>> early =
                Sdk.EVERYWHERE.stream()
                        .map(sdk -> system.sdk(sdk, edges().getFirst(), ENVIRONMENT.serverKey()))
                        .map(sdk -> runAsync(() -> sdk.initialise(INITIALISATION)))
                        .toList();

        relay().ingest().start();

        for (Edge edge : edges()) {
            Patience.RECOVERY.until(edge + " serves", () -> edge.serves(ENVIRONMENT));
        }
        early.forEach(CompletableFuture::join);
    }

    @Test
    @Order(3)
    void a_wrong_key_is_refused() {
        for (Edge edge : edges()) {
            Patience.RECOVERY.until(
                    edge + " knows all keys", () -> edge.auth(WRONG_KEY).status() == 401);
        }
        SdkClient sdk = system.sdk(Sdk.JAVA, edges().getFirst(), WRONG_KEY);
        assertThatThrownBy(() -> sdk.initialise(INITIALISATION))
                .isInstanceOf(SdkFailedException.class);
    }

    @Test
    @Order(4)
    void without_a_right_token_nothing_is_told() {
        for (Edge edge : edges()) {
            String path = Edge.path(ENVIRONMENT, "feature-configs");
            assertThat(edge.get(path).status()).isEqualTo(401);
            assertThat(edge.get(path, "no.token.atall").status()).isEqualTo(401);
        }
    }

    @Test
    @Order(5)
    @Tag("D1")
    void a_revoked_key_is_refused_with_its_tokens_and_its_streams_are_closed() {
        Edge edge = edges().getLast();
        SaasEnvironment saas = relay().saas(ENVIRONMENT);
        String key = "raw-key-" + UUID.randomUUID();
        saas.put(
                DocumentKind.API_KEY,
                "second",
                Json.object().put("name", "Second").put("type", "server").put("key", key),
                EventDelivery.SENT);
        Patience.RECOVERY.until("the new key is known", () -> edge.auth(key).status() == 200);
        String token = edge.token(key);
        try (SdkStream stream = edge.stream("the second key", key);
                SdkStream other = edge.stream(ENVIRONMENT)) {
            saas.remove(DocumentKind.API_KEY, "second", EventDelivery.SENT);

            Patience.RECOVERY.until("it is refused", () -> edge.auth(key).status() == 401);
            assertThat(edge.get(Edge.path(ENVIRONMENT, "feature-configs"), token).status())
                    .isEqualTo(401);
            Patience.STREAM.until("its stream is closed", () -> !stream.isOpen());
            assertThat(other.isOpen()).isTrue();
        }
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }

    private static List<Edge> edges() {
        return relay().edges();
    }
}
