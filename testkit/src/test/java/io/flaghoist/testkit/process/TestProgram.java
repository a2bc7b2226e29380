package io.flaghoist.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A small service to start, ask and end: argument 0 says how it behaves, argument 1 is its port, or
 * the file that it waits for.
 */
final class TestProgram {
    private TestProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.out.println("greeting " + System.getenv("GREETING"));
        System.out.println("flag " + System.getProperty("test.flag"));
        switch (arguments[0]) {
            case "fail" -> {
                System.err.println("the reason is told");
                System.exit(3);
            }
            case "stutter" -> stutter(Path.of(arguments[1]));
            case "murmur" -> {
                System.out.print("last word");
                System.out.flush();
            }
            case "silent" -> Thread.sleep(Duration.ofMinutes(5));
            case "serve" -> serve(Integer.parseInt(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Says half a line, and the rest when the file is there. */
    private static void stutter(Path goOn) throws InterruptedException {
        System.out.print("figures a=");
        System.out.flush();
        while (!Files.exists(goOn)) {
            Thread.sleep(5);
        }
        System.out.println("1");
        Thread.sleep(Duration.ofMinutes(5));
    }

    private static void serve(int port) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("farewell")));
        try (var listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
            while (true) {
                try (var client = listening.accept()) {
                    client.getOutputStream()
                            .write(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }
}
