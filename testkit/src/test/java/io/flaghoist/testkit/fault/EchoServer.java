package io.flaghoist.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers with what it is sent, and ends when the client does. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket listening;

    EchoServer() {
        try {
            listening = new ServerSocket(0, 2_048, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("echo-accept").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                Thread.ofVirtual().name("echo").start(() -> echo(client));
            }
        } catch (IOException closed) {
            // By close().
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException reset) {
            // By the test.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
