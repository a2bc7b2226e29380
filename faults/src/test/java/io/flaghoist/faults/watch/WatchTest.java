package io.flaghoist.faults.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flaghoist.faults.check.Content;
import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Lie;
import io.flaghoist.faults.check.Sighting;
import io.flaghoist.faults.check.Truth;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch, before an edge that says what a test lets it say. */
class WatchTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env");
    private static final Sighting.Subject SUBJECT = new Sighting.Subject("edge-1", "one");
    private static final DocumentKey DARK_MODE = new DocumentKey.OfFlag("dark_mode");
    private static final FlagFixture OFF = FlagFixture.flag("dark_mode");
    private static final FlagFixture ON = OFF.on();
    private static final SegmentFixture BETA = SegmentFixture.segment("beta").including("ann");

    private final AtomicReference<Duration> now = new AtomicReference<>(Duration.ofSeconds(1));
    private final Truth truth = new Truth(now::get);
    private final Findings findings = new Findings();
    private final Map<String, String> flags = new TreeMap<>();
    private final Map<String, String> segments = new TreeMap<>();
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer edge;
    private volatile int status = 200;
    private final Watch watch;

    WatchTest() throws IOException {
        edge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        edge.createContext("/", this::answer);
        URI base = URI.create("http://127.0.0.1:" + edge.getAddress().getPort());
        watch = new Watch(SUBJECT, http, base, ENVIRONMENT, "a key", truth, findings, now::get, 1);
    }

    @BeforeEach
    void begin() {
        edge.start();
        truth.change(DARK_MODE, () -> Content.ofFlag(OFF.json()));
        truth.change(new DocumentKey.OfSegment("beta"), () -> Content.ofSegment(BETA.json()));
        flags.put("dark_mode", OFF.document().body().toString());
        segments.put("beta", BETA.document().withServingRules().toString());
        headers.put("Flaghoist-Age", "0");
    }

    @AfterEach
    void end() {
        edge.stop(0);
        http.close();
    }

    @Test
    void an_edge_that_serves_what_saas_holds_is_honest_under_any_version() throws Exception {
        flags.put("dark_mode", OFF.version(12).document().body().toString());

        look();

        assertThat(findings.counts().lies()).isZero();
        assertThat(findings.counts().documents()).isEqualTo(3);
        assertThat(findings.sightings(SUBJECT).getLast().age()).contains(Duration.ZERO);
    }

    @Test
    void an_edge_that_did_not_see_a_change_lies_in_the_list_and_alone() throws Exception {
        truth.change(DARK_MODE, () -> Content.ofFlag(ON.json()));
        now.set(Duration.ofSeconds(20));

        while (findings.counts().lies() < 3) {
            look();
        }

        assertThat(findings.lies())
                .singleElement()
                .returns(SUBJECT, Lie::subject)
                .returns(DARK_MODE, Lie::key)
                .returns(Content.ofFlag(OFF.json()), Lie::content)
                .returns(Optional.of(Duration.ofSeconds(19)), Lie::behind);
    }

    @Test
    void an_edge_that_lost_a_flag_lies() throws Exception {
        flags.clear();
        now.set(Duration.ofSeconds(20));

        look();

        assertThat(findings.lies()).extracting(Lie::content).containsOnly(Content.ABSENT);
    }

    @Test
    void an_edge_that_lost_a_group_lies() throws Exception {
        segments.clear();
        now.set(Duration.ofSeconds(20));

        look();

        assertThat(findings.lies())
                .extracting(Lie::key)
                .containsOnly(new DocumentKey.OfSegment("beta"));
    }

    @Test
    void an_edge_that_serves_an_invented_flag_lies() throws Exception {
        flags.put("invented", FlagFixture.flag("invented").document().body().toString());

        look();

        assertThat(findings.lies())
                .extracting(Lie::key)
                .containsExactly(new DocumentKey.OfFlag("invented"));
    }

    @Test
    void an_edge_that_calls_itself_stale_does_not_lie_but_is_not_fresh() throws Exception {
        flags.clear();
        headers.put("Flaghoist-Age", "unproven");

        look();

        assertThat(findings.counts().lies()).isZero();
        assertThat(findings.counts().stale()).isPositive();
        assertThat(findings.sightings(SUBJECT).getLast().age()).isEmpty();
    }

    @Test
    void an_edge_that_names_its_exceptions_does_not_lie() throws Exception {
        flags.clear();
        now.set(Duration.ofSeconds(20));
        headers.put("Flaghoist-Held", "flag/dark_mode");

        look();

        assertThat(findings.counts().lies()).isZero();
        assertThat(findings.counts().named()).isPositive();
    }

    @Test
    void an_edge_that_tells_no_age_is_found() throws Exception {
        headers.clear();

        look();

        assertThat(findings.counts().untold()).isEqualTo(3);
    }

    @Test
    void an_edge_that_answers_with_an_error_serves_nothing_and_is_not_fresh() throws Exception {
        status = 500;

        look();

        assertThat(findings.counts().documents()).isZero();
        assertThat(findings.counts().refused()).containsOnlyKeys("edge-1 answered 500");
        assertThat(findings.sightings(SUBJECT).getLast().age()).isEmpty();
    }

    private void look() throws InterruptedException {
        watch.look();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = path.endsWith("/auth") ? "{\"authToken\":\"t\"}" : body(path);
        headers.forEach(exchange.getResponseHeaders()::add);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        int code = path.endsWith("/auth") ? 200 : body.isEmpty() ? 404 : status;
        exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private String body(String path) {
        String identifier = path.substring(path.lastIndexOf('/') + 1);
        return switch (identifier) {
            case "feature-configs" -> "[" + String.join(",", flags.values()) + "]";
            case "target-segments" -> "[" + String.join(",", segments.values()) + "]";
            default ->
                    (path.contains("feature-configs") ? flags : segments)
                            .getOrDefault(identifier, "");
        };
    }
}
