package io.flaghoist.benchmarks.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * SDKs by the thousand, in a process of their own: arguments are host, port, how many, and the
 * files of the requests to send in turn. Says {@code open <n>} once all streams are open, and for
 * each revision that all of them have read {@code all <revision> <nanos of the first> <nanos of the
 * last>}. Ends with its standard input.
 *
 * <p>The nanos are {@link System#nanoTime()}, which on Linux is one clock for all processes.
 */
final class CrowdMain {
    private CrowdMain() {}

    public static void main(String[] args) throws IOException {
        var edge = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        int streams = Integer.parseInt(args[2]);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            requests.add(Files.readAllBytes(Path.of(args[i])));
        }
        Thread.ofPlatform().daemon().name("crowd-end").start(CrowdMain::awaitEndOfInput);
        @SuppressWarnings("ClosingStandardOutputStreams") // Crowd closes its selector alone
        var crowd = new StreamReaders(edge, requests, System.out);
        try (crowd) {
            crowd.open(streams);
            System.out.println(CrowdProcess.OPEN + streams);
            crowd.read();
        }
    }

    private static void awaitEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            System.err.println("the benchmark is gone: " + gone.getMessage());
        }
        System.exit(0);
    }
}
