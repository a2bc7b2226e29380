package io.flaghoist.quickstart;

import java.io.PrintStream;

/** What the person reads when everything runs: where things are, and what to try. */
final class Greeting {
    static final String SAMPLE_ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";
    static final String SAMPLE_KEY = "sample-server-key";
    static final String SAMPLE_CLIENT_KEY = "sample-client-key";

    private final PrintStream out;
    private final String edge;

    Greeting(PrintStream out, int edgePort) {
        this.out = out;
        this.edge = "http://127.0.0.1:" + edgePort;
    }

    /**
     * @param page what is to be said of the sample page
     */
    void simulated(int simulatorPort, String page, String kafka, String log) {
        String control = control(simulatorPort);
        out.printf(
                """

                Flaghoist is up.
                  edge        %1$s   (point an SDK's base URL and events URL here)
                  health      %1$s/health
                  SaaS        simulated; change it at %2$s
                  SDK keys    %3$s, and %8$s for browsers
                  page        %7$s
                  Kafka       %4$s
                  log         %5$s

                Try (copy and paste):
                  1. Ask a flag:
                     TOKEN=$(curl -s %1$s/client/auth -d '{"apiKey":"%3$s"}' | sed 's/.*:"\\(.*\\)".*/\\1/')
                     curl -s %1$s/client/env/%6$s/feature-configs/dark_mode -H "Authorization: Bearer $TOKEN"
                  2. Watch the stream (in another terminal, after setting TOKEN there too):
                     curl -sN %1$s/stream -H "Authorization: Bearer $TOKEN" -H "API-Key: %3$s"
                  3. Toggle the flag and ask again:
                     %9$s

                Ctrl-C stops it.
                """,
                edge,
                control,
                SAMPLE_KEY,
                kafka,
                log,
                SAMPLE_ENVIRONMENT,
                page,
                SAMPLE_CLIENT_KEY,
                toggle(simulatorPort));
        out.flush();
    }

    /** The shell command that toggles the sample flag. */
    static String toggle(int simulatorPort) {
        return "curl -s -X POST " + control(simulatorPort) + "/flags/dark_mode/toggle";
    }

    /** The URL of the simulator's control API, of the sample environment. */
    static String control(int simulatorPort) {
        return "http://127.0.0.1:" + simulatorPort + "/control/environments/" + SAMPLE_ENVIRONMENT;
    }

    void relaying(String upstream, String kafka, String log) {
        out.printf(
                """

                Flaghoist is up.
                  edge        %1$s   (point an SDK's base URL and events URL here)
                  health      %1$s/health
                  SaaS        %2$s
                  Kafka       %3$s
                  log         %4$s

                Try (copy and paste, with an SDK key of yours):
                  1. Get a token:       curl -s %1$s/client/auth -d '{"apiKey":"<SDK key>"}'
                  2. Ask the flags:     curl -s %1$s/client/env/<environment>/feature-configs -H "Authorization: Bearer <token>"
                  3. Watch the stream:  curl -sN %1$s/stream -H "Authorization: Bearer <token>" -H "API-Key: <SDK key>"

                Ctrl-C stops it.
                """,
                edge, upstream, kafka, log);
        out.flush();
    }
}
