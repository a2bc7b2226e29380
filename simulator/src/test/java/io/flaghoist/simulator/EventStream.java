package io.flaghoist.simulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A stream read from the bare socket, so that tests see where one write ends and the next begins.
 */
final class EventStream implements AutoCloseable {
    static final String HEARTBEAT = ":\n\n";

    private final Socket socket;
    private final InputStream in;
    private final String head;

    private EventStream(Socket socket, InputStream in, String head) {
        this.socket = socket;
        this.in = in;
        this.head = head;
    }

    static EventStream open(int port, String token, String key) {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) SimulatorUnderTest.PATIENCE.toMillis());
            var request =
                    "GET /api/1.0/stream?cluster=2 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + token
                            + "\r\nAPI-Key: "
                            + key
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in = new BufferedInputStream(socket.getInputStream());
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append(line(in));
            }
            return new EventStream(socket, in, head.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status line and headers. */
    String head() {
        return head;
    }

    /**
     * The next HTTP chunk, that is, one write of the server; empty at the clean end of the stream.
     */
    String next() {
        try {
            var line = line(in);
            // Jetty sends the line end of a chunk together with the next chunk.
            var size = Integer.parseInt((line.isBlank() ? line(in) : line).strip(), 16);
            var chunk = new String(in.readNBytes(size), StandardCharsets.US_ASCII);
            return chunk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        while (true) {
            var read = in.read();
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            line.append((char) read);
            if (read == '\n') {
                return line.toString();
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
