package io.flaghoist.benchmarks;

import io.flaghoist.benchmarks.history.HistoryProgram;
import io.flaghoist.benchmarks.http.HttpProgram;
import io.flaghoist.benchmarks.http.IntakeProgram;
import io.flaghoist.benchmarks.jmh.JmhProgram;
import io.flaghoist.benchmarks.latency.LatencyProgram;
import io.flaghoist.benchmarks.latency.RestProgram;
import io.flaghoist.benchmarks.latency.SilenceProgram;
import io.flaghoist.benchmarks.peers.PeersProgram;
import io.flaghoist.benchmarks.streams.FanOutProgram;
import io.flaghoist.benchmarks.streams.MemoryProgram;
import io.flaghoist.benchmarks.targets.TargetsProgram;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be asked, each a program of its own. */
enum Question {
    JMH("what a change, a read, a decision, a token and an event cost inside an edge"),
    HTTP("requests per second and p99 of auth, list and one flag, beside nginx"),
    LATENCY(
            "from a change in SaaS to the SDK's stream: lone changes after a start, then many at 100 and at 1,000 flags"),
    SILENCE("from a change in SaaS to the SDK's stream, after ten minutes without one"),
    REST("what 200 environments cost that nobody changes: heartbeats, proofs, lists of keys"),
    FANOUT("how long until the last of 1,000 and of 8,000 streams has read one event"),
    MEMORY("heap per open stream"),
    INTAKE("posts of metrics per second that an edge makes durable, and what one costs"),
    TARGETS("what a million stored targets take of an edge"),
    HISTORY("how long the command line takes to answer out of a million changes"),
    PEERS(
            "Flaghoist beside ff-proxy and flagd, where their programs are given: changes, fan-out, reads, start, memory");

    private final String words;

    Question(String words) {
        this.words = words;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String words() {
        return words;
    }

    Program program() {
        return switch (this) {
            case JMH -> new JmhProgram();
            case HTTP -> new HttpProgram();
            case LATENCY -> new LatencyProgram();
            case SILENCE -> new SilenceProgram();
            case REST -> new RestProgram();
            case FANOUT -> new FanOutProgram();
            case MEMORY -> new MemoryProgram();
            case INTAKE -> new IntakeProgram();
            case TARGETS -> new TargetsProgram();
            case HISTORY -> new HistoryProgram();
            case PEERS -> new PeersProgram();
        };
    }

    static Question of(String word) {
        return Arrays.stream(values())
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "unknown benchmark '%s'; there are: %s".formatted(word, list())));
    }

    static String list() {
        return Arrays.stream(values()).map(Question::word).collect(Collectors.joining(", "));
    }
}
