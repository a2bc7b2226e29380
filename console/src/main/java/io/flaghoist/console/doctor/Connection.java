package io.flaghoist.console.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/**
 * The result of resolving a name and opening a TCP connection.
 *
 * @param text for a sentence: {@code accepts connections (10.0.0.7, 12 ms)}
 */
record Connection(Status status, String text) {
    enum Status {
        ACCEPTED,
        REFUSED,
        UNRESOLVED
    }

    /** As many addresses of one name are tried as clients would try in the same time. */
    private static final int MAX_ADDRESSES = 3;

    /**
     * Resolves and connects, to one address of the name after the other; blocks.
     *
     * @param timeout for each address
     */
    static Connection to(Address address, Duration timeout) {
        var connection =
                new Connection(
                        Status.UNRESOLVED,
                        "the name " + address.host() + " cannot be resolved here");
        try {
            InetAddress[] all = InetAddress.getAllByName(address.host());
            for (int i = 0; i < Math.min(all.length, MAX_ADDRESSES); i++) {
                connection = connect(all[i], address.port(), timeout);
                if (connection.isAccepted()) {
                    return connection;
                }
            }
        } catch (UnknownHostException e) {
            return connection;
        }
        return connection;
    }

    private static Connection connect(InetAddress address, int port, Duration timeout) {
        String ip = address.getHostAddress();
        long began = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
            String took = Format.of(Duration.ofNanos(System.nanoTime() - began));
            return new Connection(
                    Status.ACCEPTED, "accepts connections (%s, %s)".formatted(ip, took));
        } catch (SocketTimeoutException e) {
            return refused("no answer from %s within %s".formatted(ip, Format.of(timeout)));
        } catch (IOException | IllegalArgumentException e) {
            return refused("%s (%s)".formatted(Format.of(e), ip));
        }
    }

    private static Connection refused(String reason) {
        return new Connection(Status.REFUSED, "does not accept connections from here: " + reason);
    }

    boolean isAccepted() {
        return status == Status.ACCEPTED;
    }
}
