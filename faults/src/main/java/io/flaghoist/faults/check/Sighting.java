package io.flaghoist.faults.check;

import java.time.Duration;
import java.util.Optional;

/**
 * How fresh an edge called an environment.
 *
 * @param age as it told; empty when it proves none or does not answer
 */
public record Sighting(Subject subject, Duration asked, Duration answered, Optional<Duration> age) {
    /** An environment at an edge. */
    public record Subject(String edge, String environment) implements Comparable<Subject> {
        @Override
        public int compareTo(Subject other) {
            int byEdge = edge.compareTo(other.edge);
            return byEdge != 0 ? byEdge : environment.compareTo(other.environment);
        }

        @Override
        public String toString() {
            return edge + ", " + environment;
        }
    }
}
