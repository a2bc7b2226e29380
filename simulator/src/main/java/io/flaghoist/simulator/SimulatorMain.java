package io.flaghoist.simulator;

import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.Seed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;

/** The simulator alone: {@code ./flaghoist simulator}. Ends on Ctrl-C. */
public final class SimulatorMain {
    private static final String HELP =
            """
            Usage: simulator [options]

            A stand-in for Harness SaaS, for trying and testing a relay.

              --port PORT   TCP port, 0 for any free one (default 7100)
              --host HOST   address to listen on (default 127.0.0.1; the control API has no
                            password, so open it to others, as with 0.0.0.0, only in a closed network)
              --seed FILE   what SaaS knows at the start (default: the sample project)
              --help        this text
            """;

    private SimulatorMain() {}

    /** Exit codes: 0 after help, 2 for a wrong option or seed, 1 when the port cannot be opened. */
    public static void main(String[] args) throws InterruptedException {
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(HELP);
            return;
        }
        try {
            run(new Simulator(settings(args)), System.out);
        } catch (IllegalArgumentException | RefusedException e) {
            System.err.println("simulator: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("simulator: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Simulator simulator, PrintStream out)
            throws IOException, InterruptedException {
        simulator.start();
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("simulator-stop").unstarted(simulator::close));
        out.println("Simulated Harness SaaS is up.");
        out.println("  client service   " + simulator.clientService());
        out.println("  metrics service  " + simulator.metricsService());
        out.println("  admin service    " + simulator.adminService());
        out.println("  control API      " + simulator.control());
        for (var environment : simulator.state().environments()) {
            var names = environment.names();
            out.println(
                    "  environment      "
                            + names.id()
                            + " ("
                            + names.environmentIdentifier()
                            + ")");
        }
        new CountDownLatch(1).await();
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException saying which option is wrong
     * @throws IOException when the seed cannot be read
     */
    static SimulatorSettings settings(String[] args) throws IOException {
        var settings = SimulatorSettings.defaults();
        for (var rest = Arrays.asList(args).iterator(); rest.hasNext(); ) {
            var option = rest.next();
            settings =
                    switch (option) {
                        case "--port" -> settings.withPort(port(value(option, rest)));
                        case "--host" -> settings.withHost(value(option, rest));
                        case "--seed" -> settings.withSeed(Seed.read(Path.of(value(option, rest))));
                        default ->
                                throw new IllegalArgumentException(
                                        "unknown option " + option + "; see --help");
                    };
        }
        return settings;
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value; see --help");
        }
        return rest.next();
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--port must be a number, not '" + text + "'", e);
        }
    }
}
