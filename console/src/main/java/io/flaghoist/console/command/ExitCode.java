package io.flaghoist.console.command;

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

    /** The options cannot be understood. */
    public static final int USAGE = 64;

    static final String TABLE =
            """
            Exit codes: 0 done, 1 could not be done, 2 not intact (verify) or something is wrong (doctor),
            3 what was asked about does not exist, 64 options not understood.\
            """;

    private ExitCode() {}
}
