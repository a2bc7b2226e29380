package io.flaghoist.faults;

import io.flaghoist.faults.run.HonestyRun;
import io.flaghoist.faults.run.HonestySettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Faults on purpose: {@code ./flaghoist faults}. */
public final class Faults {
    private static final Duration DEFAULT_LENGTH = Duration.ofMinutes(15);

    private final PrintStream out;

    Faults(PrintStream out) {
        this.out = out;
    }

    /** Exit codes: 0 when all was honest, 1 when not, 2 for wrong arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(new Faults(System.out).run(Arrays.asList(args)));
    }

    int run(List<String> args) throws IOException, InterruptedException {
        if (args.contains("--help")) {
            help();
            return 0;
        }
        Options options;
        try {
            options = Options.of(args);
        } catch (IllegalArgumentException e) {
            out.println("faults: " + e.getMessage() + "; see ./flaghoist faults --help");
            return 2;
        }
        return honesty(options);
    }

    private int honesty(Options options) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("flaghoist-faults-");
        boolean honest = false;
        try {
            var settings = new HonestySettings(options.length(), options.seed(), folder);
            honest = new HonestyRun(settings, out).run();
        } finally {
            if (honest) {
                delete(folder);
            } else {
                out.println("What the processes said is in " + folder);
            }
        }
        return honest ? 0 : 1;
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void help() {
        out.println(
                """
                usage: ./flaghoist faults --honesty [--minutes 15] [--seed N]

                Starts Kafka, ingest and two edges as processes, and a simulated SaaS; makes changes all the time; breaks something
                every 20 seconds; and compares every second what SaaS held with what each edge serves and says.

                  --honesty    fails when a document that is served with Flaghoist-Age a, and not stale, is not what SaaS held
                               at some moment in the last a + 2 seconds (exceptions that the answer names apart), or when the
                               age is not back to 15 seconds or less within 30 seconds of a fault's end
                  --minutes M  how long faults begin; default 15; fractions are welcome
                  --seed N     the faults and changes of an earlier run, which told its seed

                Exit codes: 0 all was honest, 1 it was not, 2 wrong arguments. See faults/README.md.
                """);
    }

    /** What the command line asks for. */
    record Options(Duration length, long seed) {
        static Options of(List<String> args) {
            Duration length = DEFAULT_LENGTH;
            long seed = new SecureRandom().nextInt(1, Integer.MAX_VALUE);
            boolean honesty = false;
            for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
                String option = rest.next();
                switch (option) {
                    case "--honesty" -> honesty = true;
                    case "--minutes" -> length = minutes(value(option, rest));
                    case "--seed" -> seed = number(option, value(option, rest));
                    default -> throw new IllegalArgumentException("unknown option " + option);
                }
            }
            if (!honesty) {
                throw new IllegalArgumentException("say which faults: --honesty");
            }
            return new Options(length, seed);
        }

        private static String value(String option, Iterator<String> rest) {
            if (!rest.hasNext()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            return rest.next();
        }

        private static Duration minutes(String text) {
            try {
                double minutes = Double.parseDouble(text);
                if (minutes > 0 && minutes <= 24 * 60) {
                    return Duration.ofMillis(Math.round(minutes * 60_000));
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new IllegalArgumentException(
                    "--minutes is a number above 0 and up to 1440, not '" + text + "'");
        }

        private static long number(String option, String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        option + " is a whole number, not '" + text + "'", e);
            }
        }
    }
}
