package io.flaghoist.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.flaghoist.schemas.json.Json;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** As much of flagd as it takes to see that its clients here ask and read as they should. */
final class StandInFlagd {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path source;

    private StandInFlagd(Path source) {
        this.source = source;
    }

    public static void main(String[] args) throws IOException {
        List<String> given = Arrays.asList(args);
        if (!given.getFirst().equals("start")) {
            throw new IllegalArgumentException("start is the command");
        }
        String uri = given.get(given.indexOf("--uri") + 1);
        var flagd = new StandInFlagd(Path.of(uri.substring("file:".length())));
        serve(given, "--port", "/flagd.evaluation.v1.Service/EventStream", flagd::stream);
        serve(given, "--ofrep-port", "/ofrep/v1/evaluate/flags", flagd::evaluate);
    }

    private static void serve(List<String> given, String port, String path, HttpHandler handler)
            throws IOException {
        int number = Integer.parseInt(given.get(given.indexOf(port) + 1));
        var server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 1_024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(path, handler);
        server.start();
    }

    private void evaluate(HttpExchange exchange) throws IOException {
        boolean asked = Json.read(exchange.getRequestBody().readAllBytes()).has("context");
        byte[] body = "{\"flags\":[]}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(asked ? 200 : 400, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void stream(HttpExchange exchange) throws IOException {
        requireEnvelope(exchange);
        exchange.getResponseHeaders().add("Content-Type", "application/connect+json");
        exchange.sendResponseHeaders(200, 0);
        var out = new DataOutputStream(exchange.getResponseBody());
        JsonNode known = flags();
        send(out, "{\"type\":\"provider_ready\"}");
        while (true) {
            JsonNode now = flags();
            var changed = Json.object();
            for (Map.Entry<String, JsonNode> flag : now.properties()) {
                if (!flag.getValue().equals(known.path(flag.getKey()))) {
                    changed.putObject(flag.getKey()).put("type", "update");
                }
            }
            if (!changed.isEmpty()) {
                var event = Json.object().put("type", "configuration_change");
                event.putObject("data").set("flags", changed);
                send(out, event.toString());
            }
            known = now;
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void requireEnvelope(HttpExchange exchange) throws IOException {
        var in = new DataInputStream(exchange.getRequestBody());
        boolean plain = in.readByte() == 0;
        var message = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        if (!plain || !message.equals("{}")) {
            throw new IOException("no envelope of an empty message: " + message);
        }
    }

    private JsonNode flags() throws IOException {
        return Json.read(Files.readAllBytes(source)).path("flags");
    }

    private static void send(DataOutputStream out, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        out.writeByte(0);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }
}
