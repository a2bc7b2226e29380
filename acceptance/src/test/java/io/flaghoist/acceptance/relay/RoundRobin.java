package io.flaghoist.acceptance.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer without sticky sessions: each request, streams too, goes to the next edge,
 * whoever sends it. Keeps a list of what came by. Thread-safe.
 */
public final class RoundRobin implements AutoCloseable {
    /** Of one connection, not of the request. */
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-length", "host", "keep-alive", "transfer-encoding");

    private final List<Edge> edges;
    private final HttpServer server;
    private final ExecutorService handlers =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("round-robin-", 0).factory());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    // Apart, else one edge would answer the preflights and the other the requests.
    private final AtomicInteger preflights = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Visit> visits = new CopyOnWriteArrayList<>();

    /**
     * One request that was answered.
     *
     * @param path without the query
     * @param edge who answered
     * @param status what it answered
     */
    public record Visit(String method, String path, String edge, int status) {}

    private RoundRobin(List<Edge> edges, HttpServer server) {
        this.edges = List.copyOf(edges);
        this.server = server;
    }

    /** Before these edges, on a port of its own. */
    public static RoundRobin before(List<Edge> edges) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var started = new RoundRobin(edges, HttpServer.create(address, 0));
            started.server.setExecutor(started.handlers);
            started.server.createContext("/", started::pass);
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The load balancer does not start.", e);
        }
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What was answered so far, in the order in which the answers began; without preflights. */
    public List<Visit> visits() {
        return visits.stream().filter(visit -> !visit.method().equals("OPTIONS")).toList();
    }

    private void pass(HttpExchange exchange) throws IOException {
        boolean isPreflight = exchange.getRequestMethod().equals("OPTIONS");
        int number = (isPreflight ? preflights : requests).getAndIncrement();
        Edge edge = edges.get(Math.floorMod(number, edges.size()));
        try (exchange) {
            HttpResponse<InputStream> response =
                    client.send(request(exchange, edge), BodyHandlers.ofInputStream());
            visits.add(
                    new Visit(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            edge.toString(),
                            response.statusCode()));
            answer(exchange, response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpRequest request(HttpExchange exchange, Edge edge) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var request =
                HttpRequest.newBuilder(edge.base().resolve(exchange.getRequestURI()))
                        .method(
                                exchange.getRequestMethod(),
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach((name, values) -> {
                    if (isEndToEnd(name)) {
                        values.forEach(value -> request.header(name, value));
                    }
                });
        return request.build();
    }

    /** Each piece is passed on as it comes, so that an event of a stream stays in one. */
    private static void answer(HttpExchange exchange, HttpResponse<InputStream> response)
            throws IOException {
        response.headers()
                .map()
                .forEach((name, values) -> {
                    if (isEndToEnd(name)) {
                        exchange.getResponseHeaders().put(name, values);
                    }
                });
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        boolean isEmpty =
                length == 0 || response.statusCode() == 204 || response.statusCode() == 304;
        try (InputStream in = response.body()) {
            exchange.sendResponseHeaders(response.statusCode(), isEmpty ? -1 : Math.max(length, 0));
            OutputStream out = exchange.getResponseBody();
            byte[] piece = new byte[64 * 1024];
            for (int size = in.read(piece); size >= 0; size = in.read(piece)) {
                out.write(piece, 0, size);
                out.flush();
            }
        }
    }

    private static boolean isEndToEnd(String header) {
        return !HOP_BY_HOP.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
        client.shutdownNow();
    }

    @Override
    public String toString() {
        return "round robin on " + base();
    }
}
