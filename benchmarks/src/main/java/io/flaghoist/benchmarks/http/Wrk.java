package io.flaghoist.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by {@code wrk}: as many requests as 64 connections carry. For one thread. */
public final class Wrk {
    private static final int THREADS = 2;
    private static final int CONNECTIONS = 64;
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern READ =
            Pattern.compile("(\\d+) requests in [0-9.a-z]+, ([0-9.]+)(B|KB|MB|GB) read");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");

    private final Path program;
    private final Path folder;

    public Wrk(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /**
     * What one run measured.
     *
     * @param rate requests per second
     * @param p99 milliseconds, at that rate
     * @param answerSize bytes read per request, headers included: proof that answers were whole
     */
    public record Round(double rate, double p99, double answerSize) {}

    /**
     * Asks for {@code target} as fast as it is answered.
     *
     * @throws IOException when an answer is not a success, or wrk cannot be understood
     */
    public Round run(URI target, Load load, int seconds) throws IOException, InterruptedException {
        return run(target, load, seconds, CONNECTIONS);
    }

    /** Asks over so many connections; see {@link #run(URI, Load, int)}. */
    Round run(URI target, Load load, int seconds, int connections)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.addAll(
                List.of(
                        program.toString(),
                        "-t" + THREADS,
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--timeout",
                        "10s",
                        "--latency"));
        load.headers().forEach(header -> command.addAll(List.of("-H", header)));
        if (!load.body().isEmpty()) {
            command.addAll(List.of("-s", script(load).toString()));
        }
        command.add(target.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return read(said);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A POST needs a script: wrk has no option for a body. */
    private Path script(Load load) throws IOException {
        String pause =
                load.maxPauseMillis() == 0
                        ? ""
                        : "function delay() return math.random(0, %d) end\n"
                                .formatted(load.maxPauseMillis());
        return Files.writeString(
                folder.resolve("post.lua"),
                "wrk.method = \"POST\"\nwrk.body = [==[" + load.body() + "]==]\n" + pause);
    }

    static Round read(String said) throws IOException {
        Matcher rate = RATE.matcher(said);
        Matcher p99 = P99.matcher(said);
        Matcher read = READ.matcher(said);
        boolean whole = rate.find() && p99.find() && read.find();
        if (!whole || said.contains("Non-2xx") || said.contains("Socket errors")) {
            throw new IOException("wrk did not measure successes alone:\n" + said);
        }
        return new Round(
                Double.parseDouble(rate.group(1)),
                millis(p99.group(1), p99.group(2)),
                bytes(read.group(2), read.group(3)) / Double.parseDouble(read.group(1)));
    }

    private static double bytes(String value, String unit) {
        double number = Double.parseDouble(value);
        return switch (unit) {
            case "KB" -> number * (1 << 10);
            case "MB" -> number * (1 << 20);
            case "GB" -> number * (1 << 30);
            default -> number;
        };
    }

    private static double millis(String value, String unit) {
        double number = Double.parseDouble(value);
        return switch (unit) {
            case "us" -> number / 1000;
            case "s" -> number * 1000;
            default -> number;
        };
    }
}
