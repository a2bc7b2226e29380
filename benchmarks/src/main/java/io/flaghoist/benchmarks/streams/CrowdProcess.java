package io.flaghoist.benchmarks.streams;

import io.flaghoist.benchmarks.house.EdgeProcess;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Base64.Encoder;
import java.util.List;

/** The streams' readers, as a process. For one thread. */
final class CrowdProcess implements AutoCloseable {
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

    private final JavaProcess process;

    private CrowdProcess(JavaProcess process) {
        this.process = process;
    }

    /**
     * When the first and the last stream had read an event, as {@link System#nanoTime()} tells it
     * in every process on Linux.
     */
    record AllRead(long firstNanos, long lastNanos) {}

    /** Opens {@code streams} and returns when the edge has answered all of them. */
    static CrowdProcess open(Path folder, EdgeProcess edge, Readers readers, int streams)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var arguments = new ArrayList<String>();
        arguments.add(edge.host());
        arguments.add(Integer.toString(edge.port()));
        arguments.add(Integer.toString(streams));
        List<String> keys = SampleLog.keys();
        for (int i = 0; i < keys.size(); i++) {
            Path request = folder.resolve(keys.get(i) + ".request");
            Files.writeString(
                    request,
                    request(edge, keys.get(i), readers.headers(i)),
                    StandardCharsets.US_ASCII);
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

    /** Waits until all streams have read {@code revision}. */
    AllRead awaitRead(long revision) {
        String[] words =
                process.awaitLine(ALL + revision + " ", EVENT_TIMEOUT).strip().split(" ", -1);
        return new AllRead(Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    @Override
    public void close() {
        process.close();
    }
}
