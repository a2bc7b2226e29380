package io.flaghoist.console.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A proxy that holds the bytes of an answer back until it has so many, or the answer ends: what
 * nginx does with {@code proxy_buffering on}.
 */
final class BufferingProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final URI server;
    private final int buffer;

    BufferingProxy(URI server, int buffer) throws IOException {
        this.server = server;
        this.buffer = buffer;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("buffering-proxy").start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + server.getRawPath());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().name("buffering-proxy-client").start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client;
                var upstream = new Socket()) {
            upstream.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            Thread.ofVirtual()
                    .name("buffering-proxy-requests")
                    .start(() -> requests(client, upstream));
            answers(upstream.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
            // One side has gone, which ends the other.
        }
    }

    private static void requests(Socket client, Socket upstream) {
        try {
            client.getInputStream().transferTo(upstream.getOutputStream());
            upstream.shutdownOutput();
        } catch (IOException e) {
            // as above
        }
    }

    /** What has an end passes at once; what is chunked is held back. */
    private void answers(InputStream from, OutputStream to) throws IOException {
        var held = new ByteArrayOutputStream();
        var bytes = new byte[1 << 16];
        boolean isStream = false;
        for (int length = from.read(bytes); length != -1; length = from.read(bytes)) {
            held.write(bytes, 0, length);
            isStream |= held.toString(StandardCharsets.ISO_8859_1).contains("text/event-stream");
            if (!isStream || held.size() >= buffer) {
                held.writeTo(to);
                to.flush();
                held.reset();
            }
        }
        held.writeTo(to);
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
