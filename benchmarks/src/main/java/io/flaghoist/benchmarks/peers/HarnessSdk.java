package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SdkLogin;
import io.flaghoist.benchmarks.http.Load;
import io.flaghoist.benchmarks.peers.RunningPeer.Read;
import io.flaghoist.benchmarks.peers.RunningPeer.StreamRequest;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server SDK of Harness, which speaks to an edge and to ff-proxy alike. */
final class HarnessSdk implements AutoCloseable {
    private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(5);

    private final String host;
    private final int port;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HarnessSdk(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** Logs in. */
    StreamRequest stream() throws IOException, InterruptedException {
        String request =
                """
                GET /stream?cluster=1 HTTP/1.1\r
                Host: %s:%d\r
                Accept: text/event-stream\r
                Authorization: Bearer %s\r
                API-Key: %s\r
                Harness-SDK-Info: Java 1.8.0 Server\r
                \r
                """
                        .formatted(host, port, token(), SampleSite.SDK_KEY);
        return new StreamRequest(
                new InetSocketAddress(host, port), request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Logs in. */
    Read read() throws IOException, InterruptedException {
        String path = EdgeProcess.flagsPath(SampleSite.ENVIRONMENT);
        var load = Load.get(path, "Authorization: Bearer " + token(), "Accept-Encoding: gzip");
        return new Read(uri(path), load);
    }

    private String token() throws IOException, InterruptedException {
        var login =
                HttpRequest.newBuilder(uri("/client/auth"))
                        .timeout(LOGIN_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(SdkLogin.body(SampleSite.SDK_KEY)))
                        .build();
        var response = client.send(login, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(login.uri() + " answered with " + response.statusCode());
        }
        return Json.read(response.body()).path("authToken").asText();
    }

    private URI uri(String path) {
        return URI.create("http://" + host + ":" + port + path);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
