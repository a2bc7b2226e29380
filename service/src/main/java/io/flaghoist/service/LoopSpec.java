package io.flaghoist.service;

import java.time.Duration;

/**
 * What a loop is.
 *
 * @param name of this kind of loop, for metrics and logs: a fixed word, never made of data
 * @param instance which of several loops of this kind, for health; empty when there is one
 * @param meaning what does not happen while the loop fails, for people: {@code "targets are not
 *     polled"}
 * @param deadline a turn that takes longer makes the loop count as stuck. A turn waits for less
 *     than this, so that a loop that has nothing to do still comes round
 * @param onPlatformThread for loops that pin or compute; others run on virtual threads
 */
public record LoopSpec(
        String name, String instance, String meaning, Duration deadline, boolean onPlatformThread) {
    /** How long a turn may take unless the loop says otherwise. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(1);

    /** A loop that there is one of, on a virtual thread. */
    public static LoopSpec of(String name, String meaning) {
        return new LoopSpec(name, "", meaning, DEFAULT_DEADLINE, false);
    }

    public LoopSpec ofInstance(String otherInstance) {
        return new LoopSpec(name, otherInstance, meaning, deadline, onPlatformThread);
    }

    public LoopSpec within(Duration otherDeadline) {
        return new LoopSpec(name, instance, meaning, otherDeadline, onPlatformThread);
    }

    public LoopSpec onPlatform() {
        return new LoopSpec(name, instance, meaning, deadline, true);
    }

    /** The thread's name, and how logs call the loop. */
    String label() {
        return instance.isEmpty() ? name : name + "-" + instance;
    }
}
