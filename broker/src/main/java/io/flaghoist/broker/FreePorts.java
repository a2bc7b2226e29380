package io.flaghoist.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that a server can take when its port must be known before it listens. They lie below 32768,
 * because above it the kernel takes the ports of outgoing connections, which stay in TIME_WAIT
 * after a test of many.
 */
public final class FreePorts {
    private static final int LOWEST = 10_000;
    private static final int ABOVE_HIGHEST = 32_768;
    private static final int MAX_TRIES = 1_000;

    private FreePorts() {}

    /**
     * A port of 127.0.0.1 on which nobody listens now. Nothing keeps it free: listen on it soon,
     * and ask for another when somebody else was quicker.
     */
    public static int next() {
        return next("127.0.0.1");
    }

    /** As {@link #next()}, for another local address. */
    public static int next(String host) {
        for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, ABOVE_HIGHEST);
            if (isFree(host, port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "No free port of %s between %d and %d in %d tries. Check that %s is an address of this machine."
                        .formatted(host, LOWEST, ABOVE_HIGHEST - 1, MAX_TRIES, host));
    }

    private static boolean isFree(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
