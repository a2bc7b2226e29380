package io.flaghoist.schemas;

/**
 * The position of a change in the log of its environment. Positions order changes; times and Kafka
 * offsets never do.
 *
 * @param epoch number of the writer of the environment, from 1; 0 only at {@link #START}
 * @param revision the change's number in its environment, from 1, without gaps over all epochs
 */
public record Position(long epoch, long revision) implements Comparable<Position> {
    /** Before the first change. */
    public static final Position START = new Position(0, 0);

    public Position {
        if (epoch < 0 || revision < 0) {
            throw new IllegalArgumentException("epoch and revision are not negative");
        }
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(revision, other.revision);
    }

    @Override
    public String toString() {
        return epoch + "/" + revision;
    }
}
