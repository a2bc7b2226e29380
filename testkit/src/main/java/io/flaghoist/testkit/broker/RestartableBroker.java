package io.flaghoist.testkit.broker;

import io.flaghoist.broker.KafkaBroker;

/**
 * A broker outside this JVM, which tests stop, kill and freeze. Address and data outlive every one
 * of these; only {@link #close()} ends them. To be used by one thread at a time.
 */
public interface RestartableBroker extends KafkaBroker {
    /**
     * Starts the broker, the first time or again, and returns once it answers.
     *
     * @throws IllegalStateException when it runs already, or ends before it answers
     */
    void start();

    /**
     * Stops it in order (TERM) and returns once it is gone. Does nothing when it is not running.
     */
    void stop();

    /**
     * Kills it (KILL): no farewell to clients, nothing flushed. Does nothing when it is not
     * running.
     */
    void kill();

    /** Stops it from running, without ending it: connections stay open and nothing answers. */
    void freeze();

    /** Ends {@link #freeze()}. */
    void thaw();

    /** Whether it was started and has not been stopped or killed since. True while frozen. */
    boolean isRunning();
}
