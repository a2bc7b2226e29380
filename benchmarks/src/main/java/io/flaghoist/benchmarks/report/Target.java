package io.flaghoist.benchmarks.report;

/** What a figure is to reach. */
public sealed interface Target {
    /** Whether {@code value} reaches it. */
    boolean isReachedBy(double value);

    /** No more than {@code limit}. */
    record AtMost(double limit) implements Target {
        @Override
        public boolean isReachedBy(double value) {
            return value <= limit;
        }

        @Override
        public String toString() {
            return "<= " + Figure.digits(limit);
        }
    }

    /** No less than {@code limit}. */
    record AtLeast(double limit) implements Target {
        @Override
        public boolean isReachedBy(double value) {
            return value >= limit;
        }

        @Override
        public String toString() {
            return ">= " + Figure.digits(limit);
        }
    }
}
