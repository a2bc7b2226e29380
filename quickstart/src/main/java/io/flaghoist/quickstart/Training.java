package io.flaghoist.quickstart;

import io.flaghoist.quickstart.Up.Service;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The run that AOT caches are made from: everything starts as by {@code up}, on free ports, and is
 * used. A JVM that is started with {@code -XX:AOTCacheOutput} writes its cache when it ends: this
 * one, or that of the command.
 */
@Command(name = "training", sortOptions = false, mixinStandardHelpOptions = true)
final class Training implements Callable<Integer> {
    @Mixin private final UpOptions options = new UpOptions();

    @Option(
            names = "--changes",
            defaultValue = "200",
            description = "how many changes are made (${DEFAULT-VALUE})")
    int changes;

    @Option(
            names = "--service",
            description =
                    "the command is this service (${COMPLETION-CANDIDATES}), and ends after the changes; without, it is run after them")
    @Nullable Service service;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "a program and its arguments, after --; variables name Kafka and ports")
    List<String> command = List.of();

    private Training() {}

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Training())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(options.data);
        System.setProperty("logback.configurationFile", "io/flaghoist/quickstart/logback.xml");
        System.setProperty("flaghoist.log", options.data.resolve("training.log").toString());
        options.withPage = false;
        options.chooseFreePorts();
        Map<Service, List<String>> processes =
                service == null ? Map.of() : Map.of(service, command);
        var silent =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (var up = new Up(options, Map.of(), processes, silent)) {
            int code = up.start();
            if (code != 0) {
                return code;
            }
            makeChanges();
            return service == null && !command.isEmpty() ? runCommand() : 0;
        }
    }

    private void makeChanges() throws IOException, InterruptedException {
        String edge = "http://127.0.0.1:" + options.edgePort;
        String control = Greeting.control(options.simulatorPort);
        try (var traffic = new TrainingTraffic(edge, control)) {
            for (int i = 0; i < changes; i++) {
                traffic.change(i);
            }
        }
    }

    private int runCommand() throws IOException, InterruptedException {
        String kafka = "127.0.0.1:" + options.kafkaPort;
        return ServiceProcess.start(command, Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka)).await();
    }
}
