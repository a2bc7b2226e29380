package io.flaghoist.quickstart;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The sample page's server, on loopback alone: a handful of files, all known from the start and
 * held in memory, and nothing else. Its policy lets the page talk to it and to the edge only.
 */
final class SamplePage implements AutoCloseable {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final List<String> READABLE = List.of("GET", "HEAD");

    private final HttpServer server;
    private final ExecutorService handlers;
    private final Map<String, File> files;
    private final String policy;

    /**
     * What the page has to know.
     *
     * @param edge the edge's URL, as a browser reaches it
     * @param sdkKey a client key
     * @param toggle a shell command that toggles the flag that decides the colour
     */
    record Settings(String edge, String sdkKey, String toggle) {}

    private record File(String contentType, String content) {}

    private SamplePage(HttpServer server, Map<String, File> files, String edge) {
        this.server = server;
        this.files = files;
        this.policy =
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' "
                        + edge;
        this.handlers =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("sample-page-", 0).factory());
    }

    /**
     * Serves the page with this SDK until it is closed.
     *
     * @param sdk the SDK as one JavaScript module
     * @throws IOException when the port cannot be opened or a file not read
     */
    static SamplePage start(int port, Path sdk, Settings settings) throws IOException {
        Map<String, File> files = files(sdk, settings);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var page = new SamplePage(HttpServer.create(address, 0), files, settings.edge());
        page.server.setExecutor(page.handlers);
        page.server.createContext("/", page::answer);
        page.server.start();
        return page;
    }

    private static Map<String, File> files(Path sdk, Settings settings) throws IOException {
        var files = new HashMap<String, File>();
        files.put("/", new File(HTML, shipped("index.html")));
        files.put("/page.js", new File(SCRIPT, shipped("page.js")));
        files.put("/style.css", new File("text/css; charset=utf-8", shipped("style.css")));
        files.put("/sdk.js", new File(SCRIPT, Files.readString(sdk)));
        String json = new JsonMapper().writeValueAsString(settings);
        files.put("/settings.json", new File("application/json", json));
        return Map.copyOf(files);
    }

    private static String shipped(String name) throws IOException {
        try (InputStream in = SamplePage.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("page/" + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            File file =
                    files.get(Objects.requireNonNullElse(exchange.getRequestURI().getPath(), ""));
            if (!READABLE.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", String.join(", ", READABLE));
                exchange.sendResponseHeaders(405, -1);
            } else if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(exchange, file);
            }
        }
    }

    private void send(HttpExchange exchange, File file) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", file.contentType());
        headers.set("Cache-Control", "no-cache");
        headers.set("Content-Security-Policy", policy);
        headers.set("X-Content-Type-Options", "nosniff");
        byte[] content = file.content().getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
    }
}
