package io.flaghoist.follower;

/**
 * How far a follower has come since its start. Whoever waits for it waits for a limited time: what
 * was known before is served meanwhile.
 *
 * @param kafkaAnswered whether Kafka has answered at all
 * @param logRead whether every environment was read to the end that its log had when it was first
 *     seen: the very end, behind what open transactions keep back
 * @param ownersReached whether the owners' newest heartbeats, where there were any of the last half
 *     minute, say nothing that is not here: their revision is applied and their digest equal
 */
public record Catchup(boolean kafkaAnswered, boolean logRead, boolean ownersReached) {
    /** Whether this follower knows all that there was to know at its start. */
    public boolean isDone() {
        return kafkaAnswered && logRead && ownersReached;
    }

    /** What it waits for, for people; empty when it is done. */
    public String waitsFor() {
        if (!kafkaAnswered) {
            return "Kafka has not answered yet, or refuses this principal (/health says which)";
        }
        if (!logRead) {
            return "not caught up with the log yet";
        }
        return ownersReached ? "" : "the owners' newest heartbeats are ahead of what is held here";
    }
}
