package io.flaghoist.follower;

/**
 * Progress of a follower since its start. Callers wait for a limited time; the previous state is
 * served meanwhile.
 *
 * @param kafkaAnswered whether Kafka has answered at all
 * @param logRead whether every environment was read to the end that its log had when it was first
 *     seen, including records behind open transactions
 * @param ownersReached whether the state agrees with the owners' heartbeats of the last 30 s, if
 *     any: the revision is applied and the digest is equal
 */
public record Catchup(boolean kafkaAnswered, boolean logRead, boolean ownersReached) {
    /** Whether this follower has caught up with the state at its start. */
    public boolean isDone() {
        return kafkaAnswered && logRead && ownersReached;
    }

    /** What is missing, as a message; empty when done. */
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
