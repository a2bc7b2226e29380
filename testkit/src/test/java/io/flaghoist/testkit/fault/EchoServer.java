package io.flaghoist.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers with what it is sent, and ends when the client does. */
final class EchoServer implements AutoCloseable {
    private final int port;
    private final Acceptor acceptor;

    EchoServer() {
        try {
            var socket = new ServerSocket(0, 2_048, InetAddress.getLoopbackAddress());
            port = socket.getLocalPort();
            acceptor = Acceptor.start(socket, EchoServer::echo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException reset) {
            // By the test.
        }
    }

    @Override
    public void close() {
        acceptor.close();
    }
}
