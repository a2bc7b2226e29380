package io.flaghoist.console.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;

/** What came of opening a TCP connection and closing it again. */
sealed interface Contact {
    /** Somebody listens there. */
    record Accepted(InetAddress address, Duration took) implements Contact {}

    /** The name is not known here. */
    record Unresolved(String host) implements Contact {}

    /** Nobody accepts, in words. */
    record Refused(String reason) implements Contact {}

    /** As many addresses of one name are tried as clients would in the same time. */
    int MAX_ADDRESSES = 3;

    /**
     * Resolves and connects, to one address of the name after the other; blocks.
     *
     * @param timeout for each address
     */
    static Contact with(Address address, Duration timeout) {
        try {
            Contact contact = new Unresolved(address.host());
            for (InetAddress each :
                    Arrays.stream(InetAddress.getAllByName(address.host()))
                            .limit(MAX_ADDRESSES)
                            .toList()) {
                contact = with(each, address.port(), timeout);
                if (contact.isAccepted()) {
                    return contact;
                }
            }
            return contact;
        } catch (UnknownHostException e) {
            return new Unresolved(address.host());
        }
    }

    private static Contact with(InetAddress address, int port, Duration timeout) {
        long began = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
            return new Accepted(address, Duration.ofNanos(System.nanoTime() - began));
        } catch (SocketTimeoutException e) {
            return new Refused(
                    "no answer from %s within %s"
                            .formatted(address.getHostAddress(), Words.of(timeout)));
        } catch (IOException | IllegalArgumentException e) {
            return new Refused(Words.of(e) + " (" + address.getHostAddress() + ")");
        }
    }

    /** In words, for who does not get through. */
    default String words() {
        return switch (this) {
            case Accepted(var address, var took) ->
                    "accepts connections (%s, %s)"
                            .formatted(address.getHostAddress(), Words.of(took));
            case Unresolved(var host) -> "the name " + host + " cannot be resolved here";
            case Refused(var reason) -> "does not accept connections from here: " + reason;
        };
    }

    default boolean isAccepted() {
        return this instanceof Accepted;
    }
}
