package io.flaghoist.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;

/**
 * Says before anything starts which port is in the way, rather than a stack trace in the middle.
 */
final class Ports {
    private Ports() {}

    /**
     * A line for each port that cannot be opened, sorted; empty when all are free.
     *
     * @param ports the port to try by the option that changes it
     */
    static List<String> taken(Map<String, Integer> ports) {
        return ports.entrySet().stream()
                .filter(entry -> !isFree(entry.getValue()))
                .sorted(Map.Entry.comparingByValue())
                .map(entry ->
                        "Port %d is in use. Stop what listens there, or choose another with %s."
                                .formatted(entry.getValue(), entry.getKey()))
                .toList();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
