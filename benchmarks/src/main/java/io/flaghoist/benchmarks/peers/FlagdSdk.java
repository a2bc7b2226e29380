package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.http.Load;
import io.flaghoist.benchmarks.peers.RunningPeer.Read;
import io.flaghoist.benchmarks.peers.RunningPeer.StreamRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What flagd's clients send. Its event stream speaks gRPC and Connect; Connect does so over
 * HTTP/1.1 with JSON in envelopes: a byte of flags, four of length, the message.
 */
record FlagdSdk(String host, int port, int readPort) {
    private static final String EMPTY_MESSAGE = "\0\0\0\0\2{}";

    StreamRequest stream() {
        String request =
                """
                POST /flagd.evaluation.v1.Service/EventStream HTTP/1.1\r
                Host: %s:%d\r
                Content-Type: application/connect+json\r
                Connect-Protocol-Version: 1\r
                Content-Length: %d\r
                \r
                %s\
                """
                        .formatted(host, port, EMPTY_MESSAGE.length(), EMPTY_MESSAGE);
        return new StreamRequest(
                new InetSocketAddress(host, port), request.getBytes(StandardCharsets.ISO_8859_1));
    }

    Read read() {
        String path = "/ofrep/v1/evaluate/flags";
        return new Read(
                URI.create("http://" + host + ":" + readPort + path),
                Load.post(path, "{\"context\":{}}"));
    }
}
