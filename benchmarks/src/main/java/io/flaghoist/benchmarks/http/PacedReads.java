package io.flaghoist.benchmarks.http;

import io.flaghoist.benchmarks.report.Samples;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Reads at a fixed rate, whatever the answers take: each is timed from the moment at which it was
 * to be sent, so that a slow answer is not hidden by the requests that it held up.
 */
final class PacedReads {
    private static final int CONNECTIONS = 4;
    private static final int PER_SECOND = 200;
    private static final int END_OF_HEAD = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private final URI target;
    private final byte[] request;

    PacedReads(URI target, Load load) {
        this.target = target;
        var head = new StringBuilder("GET %s HTTP/1.1\r\nHost: edge\r\n".formatted(load.path()));
        load.headers().forEach(header -> head.append(header).append("\r\n"));
        this.request = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    static int perSecond() {
        return PER_SECOND;
    }

    /** Milliseconds of all reads of {@code time}. */
    Samples run(Duration time) {
        long start = System.nanoTime();
        long gap = Duration.ofSeconds(CONNECTIONS).toNanos() / PER_SECOND;
        var readers =
                IntStream.range(0, CONNECTIONS)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () -> read(start + i * gap / CONNECTIONS, gap, time),
                                        task -> Thread.ofPlatform().daemon().start(task)))
                        .toList();
        var all = new ArrayList<Double>();
        readers.forEach(reader -> all.addAll(reader.join()));
        return Samples.of(all);
    }

    private List<Double> read(long first, long gap, Duration time) {
        var millis = new ArrayList<Double>();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), target.getPort())) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            for (long due = first; due < first + time.toNanos(); due += gap) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                socket.getOutputStream().write(request);
                readAnswer(in);
                millis.add((System.nanoTime() - due) / 1e6);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return millis;
    }

    private static void readAnswer(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int last = 0; last != END_OF_HEAD; ) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the edge closed the connection");
            }
            last = last << 8 | next;
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 200")) {
            throw new IOException("the edge answered " + head.substring(0, head.indexOf("\r")));
        }
        in.skipNBytes(length(head.toString()));
    }

    private static long length(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }
}
