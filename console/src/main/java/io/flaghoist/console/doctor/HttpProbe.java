package io.flaghoist.console.doctor;

import io.flaghoist.saas.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * Sends requests over HTTP/1.1, as SDKs do, and keeps headers, times, and bytes as they come.
 * Redirects are not followed, as ingest does not follow them. Blocks; thread-safe.
 */
final class HttpProbe implements AutoCloseable {
    static final HttpHeaders NO_HEADERS = HttpHeaders.of(Map.of(), (_, _) -> true);

    private final HttpClient client;
    private final Duration answerTimeout;
    private final InstantSource clock;

    HttpProbe(DoctorLimits limits, InstantSource clock) {
        this.answerTimeout = limits.answer();
        this.clock = clock;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(limits.connect())
                        .executor(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("doctor-http-", 0).factory()))
                        .build();
    }

    /** A GET of {@code path} below {@code base}, whether that ends with a slash or not. */
    static HttpRequest.Builder get(URI base, String path) {
        return HttpRequest.newBuilder(URI.create(base.toString().replaceFirst("/+$", "") + path));
    }

    HttpAnswer send(HttpRequest.Builder request) {
        Instant sent = clock.instant();
        long began = System.nanoTime();
        try {
            HttpResponse<InputStream> response = open(request, answerTimeout);
            Instant received = clock.instant();
            try (InputStream body = response.body()) {
                return new HttpAnswer(
                        response.statusCode(),
                        response.headers(),
                        body.readNBytes(HttpAnswer.MAX_BODY),
                        sent,
                        received,
                        Duration.ofNanos(System.nanoTime() - began),
                        "");
            }
        } catch (HttpTimeoutException e) {
            return failed(sent, "no answer within " + Format.of(answerTimeout));
        } catch (IOException e) {
            return failed(sent, Format.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(sent, "interrupted");
        }
    }

    /** Exchanges an SDK key for a token; registers no target. */
    HttpAnswer authenticate(URI base, Secret key) {
        return send(
                get(base, "/client/auth")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(TokenClaims.request(key))));
    }

    /** Opens a stream, whose head may take {@code timeout}. */
    HttpResponse<InputStream> open(HttpRequest.Builder request, Duration timeout)
            throws IOException, InterruptedException {
        return client.send(request.timeout(timeout).build(), BodyHandlers.ofInputStream());
    }

    private static HttpAnswer failed(Instant sent, String reason) {
        return new HttpAnswer(0, NO_HEADERS, new byte[0], sent, sent, Duration.ZERO, reason);
    }

    /** Cancels requests that are in progress. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
