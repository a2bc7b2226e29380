package io.flaghoist.testkit.fault;

import io.flaghoist.broker.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 in front of a server, which makes the network between them slow, silent,
 * broken or lying. Faults apply to all connections, those open now and those to come, until {@link
 * #heal()}. Safe for any thread.
 *
 * <p>At most {@link #MAX_CONNECTIONS} at once; one more is reset and counted in {@link
 * #connectionsOverLimit()}. Per connection and direction, at most 4 MiB are on their way.
 */
public final class FaultProxy implements AutoCloseable {
    public static final int MAX_CONNECTIONS = 1_024;

    private static final int BACKLOG = 256;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private final InetSocketAddress server;
    private final int port;
    private final Map<Direction, Faults> faults = new EnumMap<>(Direction.class);
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MAX_CONNECTIONS);
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong connectionsOverLimit = new AtomicLong();
    private @Nullable Acceptor acceptor;

    /**
     * A proxy in front of {@code serverHost:serverPort}, on a free port. Nothing listens before
     * {@link #start()}.
     */
    public FaultProxy(String serverHost, int serverPort) {
        this(FreePorts.next(), serverHost, serverPort);
    }

    /**
     * As {@link #FaultProxy(String, int)}, on {@code port}, for a server that must know it
     * beforehand.
     */
    public FaultProxy(int port, String serverHost, int serverPort) {
        this.port = port;
        this.server = new InetSocketAddress(serverHost, serverPort);
        for (var direction : Direction.values()) {
            faults.put(direction, new Faults());
        }
    }

    /**
     * Accepts connections; also again after {@link #refuse()}. Does nothing when it does already.
     */
    public synchronized void start() {
        if (acceptor == null) {
            acceptor = Acceptor.start(listen(), this::serve);
        }
    }

    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Bytes read from now on arrive {@code latency} later; order and throughput stay. */
    public void latency(Direction direction, Duration latency) {
        of(direction).latency(latency);
    }

    /** Holds all bytes of this direction back, without closing anything. */
    public void freeze(Direction direction) {
        of(direction).freeze();
    }

    /** Ends {@link #freeze}: what was held back arrives, in order. */
    public void thaw(Direction direction) {
        of(direction).thaw();
    }

    /**
     * Resets the connection that carries the byte after the next {@code bytes} of this direction.
     * Happens once.
     */
    public void cutAfter(Direction direction, long bytes) {
        of(direction).cutAfter(bytes);
    }

    /**
     * Flips the lowest bit of the byte after the next {@code bytes} of this direction. Happens
     * once.
     */
    public void flipByteAfter(Direction direction, long bytes) {
        of(direction).flipByteAfter(bytes);
    }

    /** Resets all open connections (TCP RST). New ones are accepted. */
    public void resetAll() {
        open.forEach(Connection::reset);
    }

    /**
     * Refuses new connections, as a port on which nobody listens. Open ones go on. {@link #start()}
     * ends it.
     */
    public synchronized void refuse() {
        if (acceptor != null) {
            acceptor.close();
            acceptor = null;
        }
    }

    /** Ends latency, freezing, and cuts and flips that have not happened yet. */
    public void heal() {
        faults.values().forEach(Faults::heal);
    }

    /** Connections open now. */
    public int openConnections() {
        return open.size();
    }

    /** Connections that reached the server, ever. */
    public long connections() {
        return connections.get();
    }

    /** Connections reset because {@link #MAX_CONNECTIONS} were open. */
    public long connectionsOverLimit() {
        return connectionsOverLimit.get();
    }

    /** Bytes passed on in this direction, ever. */
    public long bytes(Direction direction) {
        return of(direction).bytes();
    }

    /** Refuses new connections and resets all open ones. It can be started again. */
    @Override
    public void close() {
        refuse();
        resetAll();
    }

    private Faults of(Direction direction) {
        return Objects.requireNonNull(faults.get(direction));
    }

    private ServerSocket listen() {
        try {
            return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The fault proxy cannot listen on " + address() + ".", e);
        }
    }

    private void serve(Socket client) {
        var upstream = new Socket();
        var connection =
                new Connection(
                        client,
                        upstream,
                        of(Direction.TO_SERVER),
                        of(Direction.TO_CLIENT),
                        "fault-proxy-" + port);
        if (!room.tryAcquire()) {
            connectionsOverLimit.incrementAndGet();
            connection.reset();
            return;
        }
        open.add(connection);
        try {
            upstream.connect(server, CONNECT_TIMEOUT_MILLIS);
            connections.incrementAndGet();
            connection.run();
        } catch (IOException serverUnreachable) {
            connection.reset(); // The client sees a reset; a proxy that has accepted cannot refuse.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
            room.release();
        }
    }
}
