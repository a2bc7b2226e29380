package io.flaghoist.console.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Asks over HTTP/1.1, as SDKs do, and keeps what a client for applications hides: headers, times,
 * and bytes as they come. Redirects are not followed, as ingest does not follow them. Blocks; any
 * thread may ask.
 */
final class HttpProbe implements AutoCloseable {
    /** As much as ingest takes by default. */
    private static final int MAX_BODY = 64 << 20;

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

    /** Whether requests to {@code uri} go through a proxy that this JVM was told of. */
    static Optional<String> proxy(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        return selector == null
                ? Optional.empty()
                : selector.select(uri).stream()
                        .filter(proxy -> proxy.address() != null)
                        .findFirst()
                        .map(proxy -> proxy.address().toString());
    }

    /** {@code path} below {@code base}, whether that ends with a slash or not. */
    static URI below(URI base, String path) {
        return URI.create(base.toString().replaceFirst("/+$", "") + path);
    }

    HttpResult ask(HttpRequest.Builder request) {
        Instant sent = clock.instant();
        long began = System.nanoTime();
        try {
            HttpResponse<InputStream> response =
                    client.send(
                            request.timeout(answerTimeout).build(), BodyHandlers.ofInputStream());
            Instant headed = clock.instant();
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MAX_BODY);
                return new HttpResult.Answered(
                        response.statusCode(),
                        response.headers(),
                        bytes,
                        bytes.length < MAX_BODY,
                        sent,
                        headed,
                        Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (HttpTimeoutException e) {
            return new HttpResult.Unanswered("no answer within " + Words.of(answerTimeout));
        } catch (IOException e) {
            return new HttpResult.Unanswered(Words.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new HttpResult.Unanswered("interrupted");
        }
    }

    /** Opens a stream, whose head may take {@code patience}. */
    HttpResponse<InputStream> open(HttpRequest.Builder request, Duration patience)
            throws IOException, InterruptedException {
        return client.send(request.timeout(patience).build(), BodyHandlers.ofInputStream());
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
