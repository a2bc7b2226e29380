package io.flaghoist.console.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** What came of opening a TCP connection and closing it again. */
sealed interface Contact {
    /** Somebody listens there. */
    record Accepted(InetAddress address, Duration took) implements Contact {}

    /** The name is not known here. */
    record Unresolved(String host) implements Contact {}

    /** Nobody accepts, in words. */
    record Refused(String reason) implements Contact {}

    /** Resolves and connects; blocks. */
    static Contact with(Address address, Duration timeout) {
        long began = System.nanoTime();
        try (var socket = new Socket()) {
            InetAddress resolved = InetAddress.getByName(address.host());
            socket.connect(
                    new InetSocketAddress(resolved, address.port()), (int) timeout.toMillis());
            return new Accepted(resolved, Duration.ofNanos(System.nanoTime() - began));
        } catch (UnknownHostException e) {
            return new Unresolved(address.host());
        } catch (SocketTimeoutException e) {
            return new Refused("no answer within " + Words.of(timeout));
        } catch (IOException | IllegalArgumentException e) {
            return new Refused(Words.of(e));
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
