package io.flaghoist.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Requests over one connection, one after the other, with as little around them as can be. */
final class RawPosts implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final String token;
    private String rest = "";

    RawPosts(int port, String token) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.token = token;
    }

    /** Posts, and returns the status of the answer. */
    int post(String path, String body) throws IOException {
        send(request(path, body));
        return answer();
    }

    /** Sends all of a post but its last {@code missing} bytes. */
    void begin(String path, String body, int missing) throws IOException {
        String request = request(path, body);
        int end = request.length() - missing;
        rest = request.substring(end);
        send(request.substring(0, end));
    }

    /** Sends what is missing, and returns the status of the answer. */
    int finish() throws IOException {
        send(rest);
        return answer();
    }

    private String request(String path, String body) {
        return """
        POST %s HTTP/1.1\r
        Host: edge\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s\
        """
                .formatted(path, token, body.length(), body);
    }

    /** Asks for something else over the same connection. */
    int get(String path) throws IOException {
        send(
                "GET %s HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(path, token));
        return answer();
    }

    private void send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(US_ASCII));
    }

    private int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the edge closed the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
