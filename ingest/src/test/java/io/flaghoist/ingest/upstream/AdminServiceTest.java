package io.flaghoist.ingest.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where lists of the admin service end, whatever the service makes of page numbers. */
class AdminServiceTest {
    private static final EnvironmentNames NAMES =
            EnvironmentNames.unknown(new EnvironmentId("env"));

    private final AtomicInteger asked = new AtomicInteger();
    private final Http http =
            new Http(
                    "test",
                    new Http.Limits(
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            1 << 20),
                    Supervisor.unobserved());
    private HttpServer server;
    private IntFunction<ObjectNode> pages = _ -> page(0, 0);

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String query = exchange.getRequestURI().getQuery();
                    int number = Integer.parseInt(query.replaceAll(".*pageNumber=(\\d+).*", "$1"));
                    asked.incrementAndGet();
                    byte[] body = Json.write(pages.apply(number));
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        http.close();
    }

    private static ObjectNode page(int from, int to) {
        ObjectNode page = Json.object();
        ArrayNode keys = page.putArray("apiKeys");
        for (int i = from; i < to; i++) {
            keys.addObject()
                    .put("identifier", "key-" + i)
                    .put("key", HashedApiKey.of("key-" + i).value());
        }
        return page;
    }

    private Answer<List<ApiKeyDocument>> keys() {
        HttpUrl base = HttpUrl.get("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        var pace = new RateLimiter(1_000, System::nanoTime);
        return new AdminService(http, pace, base, new Secret("token"), "account", "org")
                .apiKeys(NAMES);
    }

    private void assertEnds(int keys, int requests) {
        assertThat(keys())
                .isInstanceOfSatisfying(
                        Answer.Fetched.class,
                        fetched -> assertThat((List<?>) fetched.value()).hasSize(keys));
        assertThat(asked).hasValue(requests);
    }

    @Test
    void at_the_page_count_though_the_page_number_is_ignored() {
        pages = _ -> page(0, 100).put("pageCount", 1);
        assertEnds(100, 1);
    }

    @Test
    void at_a_page_that_is_not_full() {
        pages = number -> page(number * 100, number == 2 ? 207 : number * 100 + 100);
        assertEnds(207, 3);
    }

    @Test
    void at_a_page_that_is_not_full_by_the_size_that_the_service_has() {
        pages =
                number ->
                        page(number * 50, number == 1 ? 60 : number * 50 + 50).put("pageSize", 50);
        assertEnds(60, 2);
    }

    @Test
    void not_at_a_short_page_while_the_count_says_that_there_are_more() {
        pages = number -> page(number * 10, number * 10 + 10).put("pageCount", 3);
        assertEnds(30, 3);
    }

    @Test
    void at_a_page_with_nothing_new() {
        pages = _ -> page(0, 100);
        assertEnds(100, 2);
    }

    @Test
    void at_an_empty_page() {
        pages = number -> number == 0 ? page(0, 100) : Json.object();
        assertEnds(100, 2);
    }

    @Test
    void with_a_failure_when_pages_repeat_that_should_be_others_so_that_no_key_is_taken_for_gone() {
        pages = _ -> page(0, 100).put("pageCount", 5);
        assertThat(keys()).isInstanceOf(Answer.Failed.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void a_record_that_is_null_or_no_key_hides_no_other() {
        ObjectNode page = page(0, 3);
        page.withArray("apiKeys").addNull().addObject().put("key", "no hash");
        pages = _ -> page;
        assertEnds(3, 1);
    }
}
