package io.flaghoist.console.command;

/** The exit codes of the process. */
final class ExitCode {
    /** Success; {@code verify}: the log is intact. */
    static final int DONE = 0;

    /** Failure: Kafka does not answer or refuses, a file cannot be written. */
    static final int FAILED = 1;

    /** {@code verify}: the log is not intact. {@code doctor}: something is wrong. */
    static final int NOT_INTACT = 2;

    /** Not found: it does not exist, not yet, or not any more. */
    static final int NOT_FOUND = 3;

    /** {@code confirm}, {@code retire}: ordered, but no outcome in time. */
    static final int NO_OUTCOME = 4;

    /** Invalid options. */
    static final int USAGE = 64;

    private ExitCode() {}
}
