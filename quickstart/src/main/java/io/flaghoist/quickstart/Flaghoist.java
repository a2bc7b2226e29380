package io.flaghoist.quickstart;

import io.flaghoist.service.StartException;
import io.flaghoist.service.settings.SettingsException;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./flaghoist up}: starts everything, says where it is, and stops it all on Ctrl-C. */
@Command(
        name = "./flaghoist up",
        sortOptions = false,
        usageHelpWidth = 110,
        mixinStandardHelpOptions = true,
        description =
                "Starts everything in one JVM: Kafka, a Harness simulator, ingest, an edge, the metrics aggregator.",
        footer = {
            "",
            "With API_KEYS, ADMIN_SERVICE_TOKEN, ACCOUNT_IDENTIFIER and ORG_IDENTIFIER in the environment it relays",
            "real Harness SaaS instead of the simulator; with KAFKA_BOOTSTRAP_SERVERS it uses that Kafka instead of",
            "its own; with AUTH_SECRET it signs tokens with that instead of a generated one.",
            "Exit codes: 0 stopped as asked, 1 could not start, 2 wrong options or settings."
        })
public final class Flaghoist implements Callable<Integer> {
    private static final int WRONG_SETTINGS = 2;

    @Mixin private final UpOptions options = new UpOptions();

    public static void main(String[] arguments) {
        int code = new CommandLine(new Flaghoist()).execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    /**
     * Returns once everything runs; non-daemon threads keep the JVM alive until a signal ends it.
     */
    @Override
    public Integer call() throws Exception {
        Files.createDirectories(options.data);
        // before the first logger is made: Kafka's and everybody's log goes to the file, not to the
        // person
        System.setProperty("logback.configurationFile", "io/flaghoist/quickstart/logback.xml");
        System.setProperty("flaghoist.log", options.data.resolve("flaghoist.log").toString());
        var up = new Up(options, System.getenv(), System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(up::close, "stop"));
        try {
            return up.start();
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            return WRONG_SETTINGS;
        } catch (StartException e) {
            if (e.isAboutSettings()) { // the service has printed them
                return WRONG_SETTINGS;
            }
            throw e;
        }
    }
}
