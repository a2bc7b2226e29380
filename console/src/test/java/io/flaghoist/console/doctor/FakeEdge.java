package io.flaghoist.console.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What an edge answers to the doctor, and nothing else. */
final class FakeEdge implements AutoCloseable {
    static final String KEY = "edge-sdk-key";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Duration heartbeat;
    private volatile String health = "{}";
    private volatile int readiness = 200;
    private volatile Duration streamLife = Duration.ofMinutes(1);

    FakeEdge(HttpServer server, Duration heartbeat) {
        this.server = server;
        this.heartbeat = heartbeat;
        server.setExecutor(threads);
        server.createContext("/ready", exchange -> answer(exchange, readiness, notReady()));
        server.createContext("/health", exchange -> answer(exchange, 200, health));
        server.createContext("/client/auth", this::authenticate);
        server.createContext("/stream", this::stream);
        server.start();
    }

    static FakeEdge start() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new FakeEdge(HttpServer.create(address, 0), Duration.ofMillis(300));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    FakeEdge healthy(String json) {
        health = json.replace('\'', '"');
        return this;
    }

    FakeEdge notTaking() {
        readiness = 503;
        return this;
    }

    /** Streams end after so long. */
    FakeEdge cuttingStreamsAfter(Duration life) {
        streamLife = life;
        return this;
    }

    private static String notReady() {
        return "{\"code\":\"503\",\"message\":\"not caught up with the log yet\"}";
    }

    private void authenticate(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.contains(KEY)) {
            String claims =
                    "{\"environment\":\"" + Examined.DEV + "\",\"clusterIdentifier\":\"1\"}";
            answer(
                    exchange,
                    200,
                    "{\"authToken\":\"e30.%s.sig\"}"
                            .formatted(
                                    Base64.getUrlEncoder()
                                            .withoutPadding()
                                            .encodeToString(
                                                    claims.getBytes(StandardCharsets.UTF_8))));
        } else {
            answer(exchange, 401, "{\"code\":\"401\"}");
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        long end = System.nanoTime() + streamLife.toNanos();
        try (exchange) {
            boolean isOpen = true;
            while (isOpen) {
                exchange.getResponseBody().write(":\n\n".getBytes(StandardCharsets.US_ASCII));
                exchange.getResponseBody().flush();
                long pause = Math.min(heartbeat.toNanos(), end - System.nanoTime());
                isOpen = pause > 0 && !closed.await(pause, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
