package io.flaghoist.service;

import java.time.Duration;

/**
 * Describes a loop.
 *
 * @param name of this kind of loop, for metrics and logs: a constant, never derived from data
 * @param instance which of several loops of this kind, for health; empty if there is only one
 * @param meaning what does not happen while the loop fails, for people: {@code "targets are not
 *     polled"}
 * @param deadline a turn that takes longer counts as stuck. A turn waits for less than this, also
 *     when it has nothing to do
 * @param onPlatformThread for loops that pin or compute; others run on virtual threads
 */
public record LoopSpec(
        String name, String instance, String meaning, Duration deadline, boolean onPlatformThread) {
    /** The default deadline of a turn. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(1);

    /** The only loop of its kind, on a virtual thread. */
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

    /** The name of the loop's thread, used in logs too. */
    String label() {
        return instance.isEmpty() ? name : name + "-" + instance;
    }
}
