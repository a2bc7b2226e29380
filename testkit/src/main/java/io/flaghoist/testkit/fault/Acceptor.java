package io.flaghoist.testkit.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections until it is closed, each served on a virtual thread of its own. */
final class Acceptor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    private final ServerSocket socket;
    private final Consumer<Socket> server;
    private final String name;
    private final Thread thread;

    private Acceptor(ServerSocket socket, Consumer<Socket> server) {
        this.socket = socket;
        this.server = server;
        this.name = "fault-proxy-" + socket.getLocalPort();
        this.thread = Thread.ofVirtual().name(name + "-accept").unstarted(this::accept);
    }

    /** {@code socket} is closed with the acceptor; {@code server} closes what it is given. */
    static Acceptor start(ServerSocket socket, Consumer<Socket> server) {
        var acceptor = new Acceptor(socket, server);
        acceptor.thread.start();
        return acceptor;
    }

    private void accept() {
        try {
            while (true) {
                var client = socket.accept();
                Thread.ofVirtual().name(name + "-connection").start(() -> server.accept(client));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) { // Out of descriptors, say. Trying again at once would spin.
                LOG.warn("{} accepts no more connections", name, e);
            }
        }
    }

    /** Returns once the port is refused. */
    @Override
    public void close() {
        try {
            socket.close();
            thread.join(); // The port listens until the thread that waits on it has left.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop listening on " + socket + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
