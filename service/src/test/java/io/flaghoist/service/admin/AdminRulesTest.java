package io.flaghoist.service.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminRulesTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String TASK = "/tasks/log-level";

    private final AdminRules rules = new AdminRules(TOKEN);
    private final AdminRules withoutToken = new AdminRules("");

    private static Caller local(String path, String host) {
        return new Caller("POST", path, true, List.of(host), List.of(), null, null);
    }

    private static Caller remote(String path, @Nullable String authorization) {
        return new Caller(
                "POST", path, false, List.of("10.1.2.3:7201"), List.of(), null, authorization);
    }

    private static Caller page(@Nullable String origin, @Nullable String site) {
        return new Caller(
                "POST",
                TASK,
                true,
                List.of("localhost:7201"),
                origin == null ? List.of() : List.of(origin),
                site,
                null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:7201",
                "LOCALHOST:7201",
                "127.0.0.1:7201",
                "127.9.9.9",
                "[::1]:7201",
                "[::1]"
            })
    void from_this_machine_under_its_own_names_everything_is_answered(String host) {
        assertThat(withoutToken.refusal(local(TASK, host))).isEmpty();
        assertThat(rules.refusal(local("/threads", host))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:7201",
                "localhost.evil.example",
                "127.0.0.1.nip.io",
                "localhost:7201@evil.example",
                "127.0.0.1:7201.evil.example",
                "10.0.0.1:7201",
                "",
                " ",
                "::1",
                "[::2]",
                "localhost:",
                "localhost.",
                "0.0.0.0:7201",
                "127.1",
                "2130706433",
                "localhost, evil.example"
            })
    void under_a_name_that_somebody_made_lead_here_nothing_is(String host) {
        for (String path : List.of(TASK, "/tasks", "/pprof", "/threads", "/metrics", "/")) {
            assertThat(rules.refusal(local(path, host))).as(path).contains(Refusal.HOST);
        }
        var none = new Caller("POST", TASK, true, List.of(), List.of(), null, null);
        assertThat(rules.refusal(none)).contains(Refusal.HOST);
        var two = new Caller("POST", TASK, true, List.of("localhost", host), List.of(), null, null);
        assertThat(rules.refusal(two)).contains(Refusal.HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example", "null", "http://localhost:3000", "http://localhost",
                "http://127.0.0.1:7201", "file://", "", "http://localhost:7201.evil.example"
            })
    void a_page_of_another_origin_gets_nothing_not_even_with_the_token(String origin) {
        assertThat(rules.refusal(page(origin, null))).contains(Refusal.ORIGIN);
        var withToken =
                new Caller(
                        "GET",
                        "/ping",
                        true,
                        List.of("localhost:7201"),
                        List.of(origin),
                        null,
                        "Bearer " + TOKEN);
        assertThat(rules.refusal(withToken)).contains(Refusal.ORIGIN);
    }

    @Test
    void what_a_browser_says_of_where_it_comes_from_counts() {
        assertThat(rules.refusal(page(null, "cross-site"))).contains(Refusal.ORIGIN);
        assertThat(rules.refusal(page(null, "same-site"))).contains(Refusal.ORIGIN);
        assertThat(rules.refusal(page(null, "none"))).isEmpty();
        assertThat(rules.refusal(page("http://localhost:7201", "same-origin"))).isEmpty();
    }

    @Test
    void from_another_machine_the_token_is_needed() {
        assertThat(rules.refusal(remote(TASK, "Bearer " + TOKEN))).isEmpty();
        for (String wrong :
                new String[] {
                    null,
                    "",
                    "Bearer",
                    "Bearer ",
                    "Bearer 0123456789abcdeF",
                    "Basic " + TOKEN,
                    TOKEN
                }) {
            assertThat(rules.refusal(remote(TASK, wrong))).contains(Refusal.CREDENTIAL);
            assertThat(withoutToken.refusal(remote(TASK, wrong))).contains(Refusal.CREDENTIAL);
        }
        assertThat(withoutToken.refusal(remote(TASK, "Bearer " + TOKEN)))
                .contains(Refusal.CREDENTIAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping", "/healthcheck"})
    void probes_are_answered_whatever_their_host(String path) {
        var probe = new Caller("GET", path, false, List.of("10.1.2.3:7201"), List.of(), null, null);
        assertThat(withoutToken.refusal(probe)).isEmpty();
        assertThat(withoutToken.refusal(remote(path, null))).contains(Refusal.CREDENTIAL);
        assertThat(withoutToken.refusal(remote(path + "/", null))).contains(Refusal.CREDENTIAL);
    }

    @Test
    void the_token_comes_from_a_setting_or_a_file_and_a_short_one_is_refused(@TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(AdminSettings.defaults().secret()).isEmpty();
        assertThat(new AdminSettings(TOKEN, null).secret()).isEqualTo(TOKEN);
        assertThat(new AdminSettings(null, file.toString()).secret()).isEqualTo(TOKEN);
        assertThat(new AdminSettings(TOKEN, null).toString()).doesNotContain(TOKEN);
        for (var wrong :
                List.of(
                        new AdminSettings("0123456789abcde", null),
                        new AdminSettings(TOKEN, file.toString()),
                        new AdminSettings(null, empty.toString()),
                        new AdminSettings(null, folder.resolve("none").toString()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(wrong::secret)
                    .withMessageContaining("ADMIN_TOKEN")
                    .withMessageNotContaining("0123456789");
        }
    }
}
