package io.flaghoist.saas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flaghoist.service.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import okhttp3.HttpUrl;

/** A server that answers as its script says, and a client for it. Records what it was asked. */
final class ScriptedSaas implements AutoCloseable {
    static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";

    /** What the script answers. */
    record Reaction(int status, Map<String, String> headers, String body) {
        static Reaction of(int status, String body) {
            return new Reaction(status, Map.of(), body);
        }

        static Reaction token(String environment) {
            return of(200, "{\"authToken\":\"%s\"}".formatted(bearer(environment)));
        }
    }

    /** What was asked. */
    record Request(String method, String uri, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    final Http http =
            new Http(
                    "test",
                    new Http.Limits(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            1_000),
                    Supervisor.unobserved());
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    ScriptedSaas(Function<Request, Reaction> script) throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /*backlog*/ 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, script));
        server.start();
    }

    /** A token that names {@code environment}, as SaaS makes them. */
    static String bearer(String environment) {
        String claims =
                """
                {"environment":"%s","environmentIdentifier":"dev","projectIdentifier":"sample",
                 "accountID":"an-account","clusterIdentifier":"2"}\
                """
                        .formatted(environment);
        return "e30." + Base64.getUrlEncoder().encodeToString(claims.getBytes(UTF_8)) + ".c2ln";
    }

    private void answer(HttpExchange exchange, Function<Request, Reaction> script)
            throws IOException {
        try (exchange) {
            var request =
                    new Request(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            Reaction reaction = script.apply(request);
            reaction.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = reaction.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(reaction.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    HttpUrl url() {
        return HttpUrl.get("http://127.0.0.1:" + server.getAddress().getPort() + "/api/1.0");
    }

    ClientService client() {
        return new ClientService(http, url(), "9.9");
    }

    List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        http.close();
        server.stop(0);
        threads.close();
    }
}
