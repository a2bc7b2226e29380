package io.flaghoist.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.broker.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplePageTest {
    private static final SamplePage.Settings SETTINGS =
            new SamplePage.Settings("http://127.0.0.1:7000", "client-key", "curl toggle");

    @TempDir private Path directory;
    private final int port = FreePorts.next();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final HttpClient client = HttpClient.newHttpClient();
    private Path sdk = Path.of("unused");

    @BeforeEach
    void furnish() throws IOException {
        sdk = Files.writeString(directory.resolve("sdk.client.js"), FakeNpm.SDK);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8, Flaghoist sample page",
        "/?target=ann&plan=gold, text/html; charset=utf-8, Flaghoist sample page",
        "/page.js, text/javascript; charset=utf-8, initialize",
        "/style.css, text/css; charset=utf-8, body.dark",
        "/sdk.js, text/javascript; charset=utf-8, fake",
        "/settings.json, application/json, client-key",
    })
    void serves_its_files_with_their_types_and_never_from_a_cache_unasked(
            String path, String type, String content) throws Exception {
        try (var _ = SamplePage.start(port, sdk, SETTINGS)) {
            var response = ask("GET", path);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains(content);
            assertThat(header(response, "Content-Type")).isEqualTo(type);
            assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
            assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
            var head = ask("HEAD", path);
            assertThat(head.body()).isEmpty();
            assertThat(header(head, "Content-Length"))
                    .isEqualTo(header(response, "Content-Length"));
        }
    }

    @Test
    void lets_the_page_talk_to_itself_and_to_the_edge_alone() throws Exception {
        try (var _ = SamplePage.start(port, sdk, SETTINGS)) {
            assertThat(header(ask("GET", "/"), "Content-Security-Policy"))
                    .startsWith("default-src 'none';")
                    .endsWith("connect-src 'self' http://127.0.0.1:7000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/package.json", "/../page.js", "/%2e%2e/page.js", "/x", "/sdk.js/"})
    void serves_nothing_else(String path) throws Exception {
        try (var _ = SamplePage.start(port, sdk, SETTINGS)) {
            assertThat(ask("GET", path).statusCode()).isEqualTo(404);
            assertThat(ask("POST", "/").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void a_page_that_is_not_ready_when_the_greeting_comes_gets_a_line_of_its_own()
            throws Exception {
        Path go = directory.resolve("go");
        var npm = new FakeNpm(directory.resolve("bin")).thatWaitsFor(go);
        try (PreparedPage page = prepared(npm.searchPath())) {
            page.start();
            assertThat(page.toldInGreeting()).contains("being prepared");

            Files.createFile(go);

            await().until(() -> text().contains("http://127.0.0.1:" + port));
            assertThat(ask("GET", "/sdk.js").body()).isEqualTo(FakeNpm.SDK);
        }
    }

    @Test
    void a_page_that_cannot_be_made_is_left_out_with_one_line() throws Exception {
        try (PreparedPage page = prepared(directory.resolve("nothing").toString())) {
            assertThat(page.toldInGreeting()).contains("being prepared");
            page.start();
            await().until(() -> !text().isEmpty());
            assertThat(text()).hasLineCount(1).contains("left out: npm is not on the PATH");
        }
    }

    @Test
    void nothing_is_said_and_no_npm_stays_when_everything_ends_before_the_page_is_ready()
            throws Exception {
        var npm = new FakeNpm(directory.resolve("bin")).thatWaitsFor(directory.resolve("never"));
        PreparedPage page = prepared(npm.searchPath());
        page.start();
        assertThat(page.toldInGreeting()).contains("being prepared");
        await().until(() -> Files.exists(directory.resolve("page/npm.log")));

        page.close();

        assertThat(text()).isEmpty();
        assertThat(ProcessHandle.current().descendants())
                .noneMatch(it -> it.info().commandLine().orElse("").contains("/npm ci"));
    }

    private PreparedPage prepared(String searchPath) {
        var sdkPackage =
                new BrowserSdk(directory.resolve("page"), searchPath, Duration.ofSeconds(30));
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new PreparedPage(sdkPackage, port, SETTINGS, out);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, BodyPublishers.noBody())
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }
}
