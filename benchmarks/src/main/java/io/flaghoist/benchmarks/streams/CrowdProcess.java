package io.flaghoist.benchmarks.streams;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Base64.Encoder;
import java.util.List;

/** The streams' readers, as a process. For one thread. */
public final class CrowdProcess implements AutoCloseable {
    static final String OPEN = "open ";
    static final String ALL = "all ";
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(20);

    private static final Encoder BASE64 = Base64.getEncoder();

    /** What the readers are. */
    enum Readers {
        /** Server SDKs, who evaluate flags themselves. */
        SERVERS("streams") {
            @Override
            String headers(int number) {
                return "Harness-SDK-Info: Java 1.8.0 Server";
            }
        },
        /** Browsers, each for a target: their events carry what the flag is for it. */
        BROWSERS("browsers' streams") {
            @Override
            String headers(int number) {
                String target =
                        "{\"identifier\":\"user-%d\",\"name\":\"User\",\"attributes\":{\"plan\":\"gold\",\"country\":\"AT\"}}"
                                .formatted(number);
                return "Harness-SDK-Info: Javascript 1.32.0 Client\r\nHarness-Target: "
                        + BASE64.encodeToString(target.getBytes(StandardCharsets.UTF_8));
            }
        };

        private final String words;

        Readers(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        abstract String headers(int number);
    }

    /** By what readers know an event. */
    public enum Events {
        /** By its {@code id}, the revision, which Flaghoist alone sends. */
        BY_REVISION {
            @Override
            EventScanner scanner() {
                return new RevisionScanner();
            }
        },
        /** By the flag that it names: the number is that of the sample flag plus 1. */
        BY_FLAG {
            @Override
            EventScanner scanner() {
                return new FlagScanner();
            }
        };

        abstract EventScanner scanner();
    }

    private final JavaProcess process;

    private CrowdProcess(JavaProcess process) {
        this.process = process;
    }

    /**
     * When the first and the last stream had read an event, as {@link System#nanoTime()} tells it
     * in every process on Linux.
     */
    public record AllRead(long firstNanos, long lastNanos) {}

    /** Opens {@code streams} and returns when the edge has answered all of them. */
    static CrowdProcess open(Path folder, EdgeProcess edge, Readers readers, int streams)
            throws IOException, InterruptedException {
        var requests = new ArrayList<byte[]>();
        List<String> keys = SampleLog.keys();
        for (int i = 0; i < keys.size(); i++) {
            String request = request(edge, keys.get(i), readers.headers(i));
            requests.add(request.getBytes(StandardCharsets.US_ASCII));
        }
        var server = new InetSocketAddress(edge.host(), edge.port());
        return open(folder, server, requests, Events.BY_REVISION, streams);
    }

    /**
     * Opens {@code streams} and returns when the server has answered all of them.
     *
     * @param requests whole, sent in turn
     */
    public static CrowdProcess open(
            Path folder,
            InetSocketAddress server,
            List<byte[]> requests,
            Events events,
            int streams)
            throws IOException {
        Files.createDirectories(folder);
        var arguments = new ArrayList<String>();
        arguments.add(server.getHostString());
        arguments.add(Integer.toString(server.getPort()));
        arguments.add(Integer.toString(streams));
        arguments.add(events.name());
        for (int i = 0; i < requests.size(); i++) {
            Path request = folder.resolve(i + ".request");
            Files.write(request, requests.get(i));
            arguments.add(request.toString());
        }
        var command =
                JavaCommand.of(CrowdMain.class, folder.resolve("crowd.log"))
                        .withJvmFlags("-Xms128m", "-Xmx256m", "-XX:+UseSerialGC")
                        .withArguments(arguments.toArray(String[]::new));
        var process = JavaProcess.start(command);
        try {
            process.awaitLine(OPEN + streams, OPEN_TIMEOUT);
        } catch (AssertionError e) {
            process.close();
            throw e;
        }
        return new CrowdProcess(process);
    }

    /** As an SDK asks for its stream. */
    private static String request(EdgeProcess edge, String key, String headers)
            throws IOException, InterruptedException {
        return """
        GET /stream?cluster=1 HTTP/1.1\r
        Host: %s:%d\r
        Accept: text/event-stream\r
        Authorization: Bearer %s\r
        API-Key: %s\r
        %s\r
        \r
        """
                .formatted(edge.host(), edge.port(), edge.token(key), key, headers);
    }

    /** Waits until all streams have read the event with this number. */
    public AllRead awaitRead(long event) {
        String[] words = process.awaitLine(ALL + event + " ", EVENT_TIMEOUT).strip().split(" ", -1);
        return new AllRead(Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    @Override
    public void close() {
        process.close();
    }
}
