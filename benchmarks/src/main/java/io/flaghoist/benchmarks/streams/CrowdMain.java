package io.flaghoist.benchmarks.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * SDKs by the thousand, in a process of their own: arguments are host, port, how many, a {@link
 * CrowdProcess.Events}, and the files of the requests to send in turn. Says {@code open <n>} once
 * all streams are open, and for each event that all of them have read {@code all <its number>
 * <nanos of the first> <nanos of the last>}. Ends with its standard input.
 *
 * <p>The nanos are {@link System#nanoTime()}, which on Linux is one clock for all processes.
 */
final class CrowdMain {
    private CrowdMain() {}

    public static void main(String[] args) throws IOException {
        var server = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        int streams = Integer.parseInt(args[2]);
        var events = CrowdProcess.Events.valueOf(args[3]);
        List<byte[]> requests = new ArrayList<>();
        for (int i = 4; i < args.length; i++) {
            requests.add(Files.readAllBytes(Path.of(args[i])));
        }
        Thread.ofPlatform().daemon().name("crowd-end").start(CrowdMain::awaitEndOfInput);
        @SuppressWarnings("ClosingStandardOutputStreams") // Crowd closes its selector alone
        var crowd = new StreamReaders(server, requests, events::scanner, System.out);
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
