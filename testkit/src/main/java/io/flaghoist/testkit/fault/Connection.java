package io.flaghoist.testkit.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client's connection and the one to the server that belongs to it, with a pump each way. */
final class Connection {
    private final Socket client;
    private final Socket server;
    private final List<Thread> threads;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Both sockets are closed by this connection when it ends. */
    Connection(Socket client, Socket server, Faults toServer, Faults toClient, String name) {
        this.client = client;
        this.server = server;
        var up = new Pump(client, server, toServer, this::reset);
        var down = new Pump(server, client, toClient, this::reset);
        var builder = Thread.ofVirtual();
        this.threads =
                List.of(
                        builder.name(name + "-client-reads").unstarted(up::read),
                        builder.name(name + "-server-writes").unstarted(up::write),
                        builder.name(name + "-server-reads").unstarted(down::read),
                        builder.name(name + "-client-writes").unstarted(down::write));
    }

    /** Carries bytes until both ends have closed or one has reset. Blocks. */
    void run() throws InterruptedException {
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join();
        }
        close();
    }

    /** Ends both connections at once with a TCP reset; bytes on their way are lost. */
    void reset() {
        if (ended.compareAndSet(false, true)) {
            reset(client);
            reset(server);
            threads.forEach(Thread::interrupt);
        }
    }

    private void close() {
        if (ended.compareAndSet(false, true)) {
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            return;
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The other side is gone, which is what closing is for.
        }
    }
}
