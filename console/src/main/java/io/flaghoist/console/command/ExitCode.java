package io.flaghoist.console.command;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the process says to whoever called it. */
public final class ExitCode {
    /** It was done; {@code verify}: the log is intact. */
    public static final int DONE = 0;

    /** It could not be done: Kafka does not answer or refuses, a file cannot be written. */
    public static final int FAILED = 1;

    /** {@code verify}: the log is not intact. {@code doctor}: something is wrong. */
    public static final int NOT_INTACT = 2;

    /** What was asked about does not exist, or not any more, or not yet. */
    public static final int NOT_THERE = 3;

    /** {@code confirm}, {@code retire}: ordered, and nothing came of it in time. */
    public static final int NO_OUTCOME = 4;

    /** The options cannot be understood. */
    public static final int USAGE = 64;

    /** For people, by code. */
    static Map<String, String> table() {
        var table = new LinkedHashMap<String, String>();
        table.put(" " + DONE, "done; verify: the log is intact");
        table.put(" " + FAILED, "could not be done; confirm, retire: refused");
        table.put(" " + NOT_INTACT, "verify: the log is not intact; doctor: something is wrong");
        table.put(" " + NOT_THERE, "what was asked about does not exist, not yet or not any more");
        table.put(" " + NO_OUTCOME, "confirm, retire: ordered, but no outcome in time");
        table.put("" + USAGE, "the options are not understood");
        return table;
    }

    private ExitCode() {}
}
