package io.flaghoist.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;

/** Listens where Redis was told to, and is silent. */
final class StandInRedis {
    private StandInRedis() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[Arrays.asList(args).indexOf("--port") + 1]);
        try (var socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                socket.accept().close();
            }
        }
    }
}
