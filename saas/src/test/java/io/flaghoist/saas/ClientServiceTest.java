package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.saas.ScriptedSaas.Reaction;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.service.Supervisor;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import java.time.Duration;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientServiceTest {
    private static final Secret KEY = new Secret("sample-server-key");
    private static final Secret UNKNOWN = new Secret("no-such-key");

    private final Simulator simulator = new Simulator(SimulatorSettings.defaults().withPort(0));
    private final Duration limit = Duration.ofSeconds(10);
    private final Http http =
            new Http(
                    "test",
                    new Http.Limits(limit, limit, limit, 1_000_000),
                    Supervisor.unobserved());

    @BeforeAll
    void start() throws Exception {
        simulator.start();
    }

    @AfterAll
    void stop() {
        http.close();
        simulator.close();
    }

    private ClientService client() {
        return new ClientService(http, HttpUrl.get(simulator.clientService().toString()), "9.9");
    }

    private static <T> T fetched(Answer<T> answer) {
        return switch (answer) {
            case Answer.Fetched<T>(var value) -> value;
            case Answer.Failed<T> failed -> throw new AssertionError(failed.words());
        };
    }

    private static Failure failure(Answer<?> answer) {
        return switch (answer) {
            case Answer.Fetched<?>(var value) -> throw new AssertionError(value);
            case Answer.Failed<?> failed -> failed.why();
        };
    }

    @Test
    void a_key_is_exchanged_for_a_token_that_names_its_environment() {
        Token token = fetched(client().authenticate(KEY));

        assertThat(token.names().environment())
                .isEqualTo(new EnvironmentId(ScriptedSaas.ENVIRONMENT));
        assertThat(token.key()).isEqualTo(KEY);
        assertThat(token.toString()).doesNotContain("sample-server-key", token.bearer().value());
    }

    @Test
    void an_unknown_key_is_refused_without_showing_it() {
        Answer<Token> answer = client().authenticate(UNKNOWN);

        assertThat(failure(answer).isAboutCredentials()).isTrue();
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed ->
                                assertThat(failed.words())
                                        .contains(UNKNOWN.alias(), "401")
                                        .doesNotContain("no-such-key"));
    }

    @Test
    void lists_and_single_documents_are_read() {
        Token token = fetched(client().authenticate(KEY));

        assertThat(fetched(client().flags(token)))
                .anyMatch(flag -> flag.path("feature").asText("").equals("dark_mode"));
        assertThat(fetched(client().flag(token, "dark_mode")).path("feature").asText(""))
                .isEqualTo("dark_mode");
        assertThat(fetched(client().segment(token, RulesForm.V2, "beta_testers")).has("rules"))
                .isFalse();
        assertThat(fetched(client().segments(token, RulesForm.V2))).isNotEmpty();
        assertThat(failure(client().flag(token, "no_such_flag"))).isEqualTo(new Failure.NotFound());
    }

    @Test
    void what_upstream_itself_says_of_a_key_is_its_verdict() {
        assertThat(client().examine(KEY))
                .isEqualTo(new KeyVerdict.Accepted(new EnvironmentId(ScriptedSaas.ENVIRONMENT)));
        assertThat(client().examine(UNKNOWN)).isEqualTo(new KeyVerdict.Refused(401));
        assertThat(client().answersAsItShould()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void a_refusal_that_is_not_in_upstreams_words_is_no_verdict(int status) throws Exception {
        try (var proxy = new ScriptedSaas(_ -> Reaction.of(status, "<h1>Blocked</h1>"))) {
            assertThat(proxy.client().examine(KEY)).isInstanceOf(KeyVerdict.Unknown.class);
            assertThat(proxy.client().answersAsItShould()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"authToken\":\"a.b\"}", "{\"authToken\":\"e30.e30.e30\"}", "[]"})
    void an_answer_without_a_token_of_an_environment_is_unreadable(String body) throws Exception {
        try (var saas = new ScriptedSaas(_ -> Reaction.of(200, body))) {
            assertThat(failure(saas.client().authenticate(KEY)))
                    .isEqualTo(new Failure.Unreadable("no token that names an environment"));
            assertThat(saas.client().examine(KEY))
                    .isEqualTo(new KeyVerdict.Unknown("200 without a token"));
        }
    }

    @Test
    void documents_of_another_form_are_unreadable() throws Exception {
        try (var saas = new ScriptedSaas(_ -> Reaction.of(200, "7"))) {
            assertThat(failure(saas.client().flags(token())))
                    .isEqualTo(new Failure.Unreadable("not a JSON array"));
            assertThat(failure(saas.client().flag(token(), "dark_mode")))
                    .isEqualTo(new Failure.Unreadable("not a JSON object"));
        }
    }

    @Test
    void requests_carry_what_saas_expects() throws Exception {
        try (var saas = new ScriptedSaas(_ -> Reaction.of(200, "{}"))) {
            var _ = saas.client().segment(token(), RulesForm.V2, "a/b;c d");
            var _ = saas.client().authenticate(KEY, Json.object().put("identifier", "ann"));

            ScriptedSaas.Request read = saas.requests().getFirst();
            assertThat(read.uri())
                    .isEqualTo(
                            "/api/1.0/client/env/%s/target-segments/a%%2Fb%%3Bc%%20d?cluster=2&rules=v2"
                                    .formatted(ScriptedSaas.ENVIRONMENT));
            assertThat(read.header("Authorization"))
                    .isEqualTo("Bearer " + ScriptedSaas.bearer(ScriptedSaas.ENVIRONMENT));
            assertThat(read.header("User-agent")).isEqualTo("Flaghoist/9.9");
            ScriptedSaas.Request auth = saas.requests().getLast();
            assertThat(auth.method() + " " + auth.uri()).isEqualTo("POST /api/1.0/client/auth");
            assertThat(auth.body())
                    .isEqualTo(
                            "{\"apiKey\":\"sample-server-key\",\"target\":{\"identifier\":\"ann\"}}");
        }
    }

    @Test
    void metrics_are_posted_for_the_tokens_environment() throws Exception {
        try (var saas = new ScriptedSaas(_ -> Reaction.of(200, "{}"))) {
            var service = new MetricsService(saas.http, saas.url(), "9.9");

            assertThat(fetched(service.post(token(), new byte[] {'{', '}'})).isAccepted()).isTrue();

            ScriptedSaas.Request post = saas.requests().getFirst();
            assertThat(post.uri())
                    .isEqualTo("/api/1.0/metrics/" + ScriptedSaas.ENVIRONMENT + "?cluster=2");
            assertThat(post.header("Harness-accountid")).isEqualTo("an-account");
            assertThat(post.header("Harness-sdk-info")).isEqualTo("Proxy 9.9");
            assertThat(post.body()).isEqualTo("{}");
        }
    }

    private static Token token() {
        EnvironmentNames names =
                Claims.names(ScriptedSaas.bearer(ScriptedSaas.ENVIRONMENT)).orElseThrow();
        return new Token(KEY, new Secret(ScriptedSaas.bearer(ScriptedSaas.ENVIRONMENT)), names);
    }
}
