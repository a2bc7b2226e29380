package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.saas.ScriptedSaas.Reaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnvironmentTokensTest {
    private static final Pattern KEY = Pattern.compile("\"apiKey\":\"([^\"]*)\"");

    /** What authentication answers, by key. */
    private final Map<String, Reaction> keys = new HashMap<>();

    private final ScriptedSaas saas;
    private final EnvironmentTokens tokens;

    EnvironmentTokensTest() throws IOException {
        saas = new ScriptedSaas(request -> keys.getOrDefault(key(request), Reaction.of(401, "{}")));
        keys.put("first", Reaction.token(ScriptedSaas.ENVIRONMENT));
        keys.put("second", Reaction.token(ScriptedSaas.ENVIRONMENT));
        tokens = new EnvironmentTokens(saas.client(), token());
        tokens.addKey(new Secret("second"));
    }

    @AfterEach
    void stop() {
        saas.close();
    }

    private static String key(ScriptedSaas.Request request) {
        var matcher = KEY.matcher(request.body());
        return matcher.find() ? matcher.group(1) : "";
    }

    private Token token() {
        return switch (saas.client().authenticate(new Secret("first"))) {
            case Answer.Fetched<Token>(var token) -> token;
            case Answer.Failed<Token> failed -> throw new AssertionError(failed.words());
        };
    }

    private List<String> keysTried() {
        return saas.requests().stream().skip(1).map(EnvironmentTokensTest::key).toList();
    }

    @Test
    void a_token_that_is_accepted_is_not_renewed() {
        assertThat(tokens.authorized(_ -> new Answer.Fetched<>("flags")))
                .isEqualTo(new Answer.Fetched<>("flags"));
        assertThat(keysTried()).isEmpty();
    }

    @Test
    void a_refused_token_is_renewed_once_and_the_request_repeated() {
        var asked = new ArrayList<Token>();

        Answer<String> answer =
                tokens.authorized(token -> {
                    asked.add(token);
                    return new Answer.Failed<>("the list", new Failure.Refused(401));
                });

        assertThat(answer).isEqualTo(new Answer.Failed<>("the list", new Failure.Refused(401)));
        assertThat(asked).hasSize(2);
        assertThat(keysTried()).containsExactly("first");
    }

    @Test
    void other_failures_do_not_renew_it() {
        var unavailable = new Failure.Unreachable("timeout");

        assertThat(tokens.authorized(_ -> new Answer.Failed<String>("the list", unavailable)))
                .isEqualTo(new Answer.Failed<>("the list", unavailable));
        assertThat(keysTried()).isEmpty();
    }

    @Test
    void keys_are_tried_in_their_order_until_one_is_accepted() {
        keys.put("first", Reaction.of(404, "{}"));

        assertThat(tokens.renew()).isInstanceOf(Answer.Fetched.class);
        assertThat(tokens.current().key()).isEqualTo(new Secret("second"));
        assertThat(keysTried()).containsExactly("first", "second");
    }

    @Test
    void while_authentication_is_unavailable_no_other_key_is_tried() {
        keys.put("first", Reaction.of(503, "{}"));
        Token before = tokens.current();

        assertThat(tokens.renew()).isInstanceOf(Answer.Failed.class);
        assertThat(keysTried()).containsExactly("first");
        assertThat(tokens.current()).isEqualTo(before);
    }

    @Test
    void a_token_of_another_environment_is_refused() {
        keys.put("first", Reaction.token("another"));
        Token before = tokens.current();

        assertThat(tokens.renew())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.words()).contains("another environment"));
        assertThat(tokens.current()).isEqualTo(before);
    }
}
