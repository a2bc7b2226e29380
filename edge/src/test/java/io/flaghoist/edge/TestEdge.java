package io.flaghoist.edge;

import io.dropwizard.util.Duration;
import io.flaghoist.edge.http.EdgeServerFactory;
import io.flaghoist.edge.http.TlsSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.evaluation.JsonValues;
import io.flaghoist.follower.Environments;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.fixture.LogFixture;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real edge on ports of its own, whose images a test makes. */
final class TestEdge implements AutoCloseable {
    static final String SECRET = "a-secret-for-tests-that-is-long-enough";

    /** Nobody listens there, and nobody waits for long. */
    private static final KafkaSettings NO_KAFKA =
            new KafkaSettings(
                    "127.0.0.1:1",
                    null,
                    null,
                    null,
                    Map.of("max.block.ms", "50", "delivery.timeout.ms", "3000"));

    private static final Pattern TOKEN = Pattern.compile("\"authToken\":\"([^\"]+)\"");

    private static final UnknownKeySettings QUICKLY =
            new UnknownKeySettings(Duration.milliseconds(500), 0, 0);

    final TestClock clock = new TestClock();
    final Environments environments = new Environments();
    final FakeFollower follower = new FakeFollower(environments);
    final RunningEdge running;
    final HttpClient http = HttpClient.newHttpClient();
    private final Path directory;

    /** So much later it is for whoever watches the loops, in nanoseconds. */
    final AtomicLong supervisedLater = new AtomicLong();

    private volatile Edge edge;

    TestEdge(StreamSettings streams) {
        this(AuthSettings.of(SECRET), streams);
    }

    TestEdge(AuthSettings auth, StreamSettings streams) {
        this(auth, streams, JsonValues.ENCODED);
    }

    TestEdge(AuthSettings auth, StreamSettings streams, JsonValues jsonEvaluationValues) {
        this(auth, streams, UsageSettings.defaults(), jsonEvaluationValues);
    }

    TestEdge(UsageSettings usage) {
        this(AuthSettings.of(SECRET), StreamSettings.defaults(), usage, JsonValues.ENCODED);
    }

    /** Its port of SDKs speaks TLS: {@link #uri} and what asks for it do not lead there. */
    TestEdge(TlsSettings tls) {
        this(
                AuthSettings.of(SECRET),
                StreamSettings.defaults(),
                UsageSettings.defaults(),
                JsonValues.ENCODED,
                server(tls));
    }

    /** Closes connections that are idle for so long. */
    static TestEdge withIdleTimeout(Duration timeout) {
        return new TestEdge(
                AuthSettings.of(SECRET),
                StreamSettings.defaults(),
                UsageSettings.defaults(),
                JsonValues.ENCODED,
                new EdgeServerFactory(
                        "127.0.0.1",
                        0,
                        null,
                        0,
                        null,
                        null,
                        null,
                        null,
                        timeout,
                        null,
                        null,
                        null));
    }

    static EdgeServerFactory server(TlsSettings tls) {
        return new EdgeServerFactory(
                "127.0.0.1", 0, null, 0, tls, null, null, null, null, null, null, null);
    }

    private TestEdge(
            AuthSettings auth,
            StreamSettings streams,
            UsageSettings usage,
            JsonValues jsonEvaluationValues) {
        this(
                auth,
                streams,
                usage,
                jsonEvaluationValues,
                EdgeServerFactory.onPorts("127.0.0.1", 0, 0));
    }

    /** Its answers do not say how fresh they are. */
    static TestEdge withoutFreshnessHeaders() {
        return new TestEdge(
                AuthSettings.of(SECRET),
                StreamSettings.defaults(),
                UsageSettings.defaults(),
                JsonValues.ENCODED,
                EdgeServerFactory.onPorts("127.0.0.1", 0, 0),
                QUICKLY,
                false);
    }

    /** Requests with unknown keys wait as {@code unknownKeys} says. */
    static TestEdge letting(UnknownKeySettings unknownKeys) {
        return new TestEdge(
                AuthSettings.of(SECRET),
                StreamSettings.defaults(),
                UsageSettings.defaults(),
                JsonValues.ENCODED,
                EdgeServerFactory.onPorts("127.0.0.1", 0, 0),
                unknownKeys,
                true);
    }

    private TestEdge(
            AuthSettings auth,
            StreamSettings streams,
            UsageSettings usage,
            JsonValues jsonEvaluationValues,
            EdgeServerFactory server) {
        this(auth, streams, usage, jsonEvaluationValues, server, QUICKLY, true);
    }

    private TestEdge(
            AuthSettings auth,
            StreamSettings streams,
            UsageSettings usage,
            JsonValues jsonEvaluationValues,
            EdgeServerFactory server,
            UnknownKeySettings unknownKeys,
            boolean freshnessHeaders) {
        directory = temporary();
        var configuration =
                new EdgeConfiguration(
                        auth,
                        NO_KAFKA,
                        streams,
                        new ShutdownSettings(null, Duration.milliseconds(100)),
                        null,
                        new RegistrationSettings(false), // there is no Kafka
                        usage,
                        directory.toString(),
                        null,
                        false,
                        jsonEvaluationValues,
                        null,
                        unknownKeys,
                        freshnessHeaders);
        configuration.setServerFactory(server);
        var meters = new EdgeMeters();
        var supervisor =
                new Supervisor(
                        meters.registry(),
                        Clock.systemUTC(),
                        () -> System.nanoTime() + supervisedLater.get());
        edge = new Edge(configuration, meters, supervisor, environments, follower, clock);
        try {
            running =
                    RunningEdge.start(
                            configuration,
                            (settings, dropwizard) -> {
                                settings.edgeServer().serve(edge.handler(), edge::drain);
                                dropwizard.lifecycle().manage(edge);
                            });
            edge.following();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("edge");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestEdge start() {
        return new TestEdge(StreamSettings.defaults());
    }

    Edge edge() {
        return edge;
    }

    /** Brings the environment of {@code log} to the log's end. */
    void follow(LogFixture log) {
        EnvironmentImage current = environments.image(log.environment());
        EnvironmentImage base =
                current == null ? EnvironmentImage.empty(log.environment()) : current;
        environments.advance(base, log.delta(base));
    }

    int port() {
        return running.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> auth(String rawKey) throws IOException, InterruptedException {
        return post("/client/auth", "{\"apiKey\":\"" + rawKey + "\"}");
    }

    /** The token that auth gives for a key. */
    String token(String rawKey) throws IOException, InterruptedException {
        return tokenIn(auth(rawKey));
    }

    /** The token that auth gives to a target, which is JSON. */
    String token(String rawKey, String target) throws IOException, InterruptedException {
        return tokenIn(
                post(
                        "/client/auth",
                        "{\"apiKey\":\"%s\",\"target\":%s}".formatted(rawKey, target)));
    }

    private static String tokenIn(HttpResponse<String> answer) {
        Matcher token = TOKEN.matcher(answer.body());
        if (!token.find()) {
            throw new IllegalStateException("no token");
        }
        return token.group(1);
    }

    static String list(EnvironmentId environment) {
        return "/client/env/" + environment + "/feature-configs";
    }

    @Override
    public void close() {
        http.close();
        try {
            running.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        if (!Files.exists(directory)) {
            return; // closed before
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(TestEdge::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(File file) {
        if (!file.delete()) {
            throw new IllegalStateException(file + " could not be deleted");
        }
    }
}
