package io.flaghoist.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the edge serves. */
final class Readiness {
    private static final Logger log = LoggerFactory.getLogger(Readiness.class);

    private final HttpRequest question;

    private Readiness(HttpRequest.Builder question) {
        this.question = question.timeout(Duration.ofSeconds(2)).build();
    }

    /** Waits until the edge at this port says that it can serve. */
    static Readiness ofEdge(int port) {
        return new Readiness(HttpRequest.newBuilder(edge(port, "/ready")));
    }

    /** Waits until the edge at this port knows an SDK key: its environment has come all the way. */
    static Readiness ofKey(int port, String sdkKey) {
        String body = "{\"apiKey\":\"%s\"}".formatted(sdkKey);
        return new Readiness(
                HttpRequest.newBuilder(edge(port, "/client/auth"))
                        .POST(BodyPublishers.ofString(body)));
    }

    /** Whether it was so in time. */
    boolean await(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        try (var client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < end) {
                if (isReady(client)) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        return false;
    }

    private static URI edge(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private boolean isReady(HttpClient client) throws InterruptedException {
        try {
            return client.send(question, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            log.debug("The edge does not answer yet: {}", e.toString());
            return false;
        }
    }
}
