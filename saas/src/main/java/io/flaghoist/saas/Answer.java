package io.flaghoist.saas;

import java.util.function.Function;

/** The result of a request to upstream. */
public sealed interface Answer<T> {
    /** What was asked for. */
    record Fetched<T>(T value) implements Answer<T> {}

    /**
     * The request failed.
     *
     * @param what that was asked for, for people
     */
    record Failed<T>(String what, Failure why) implements Answer<T> {
        /** One sentence for health and logs. */
        public String words() {
            return what + " " + why.words();
        }

        /** The same failure for another type. */
        public <U> Failed<U> as() {
            return new Failed<>(what, why);
        }
    }

    default <U> Answer<U> then(Function<T, Answer<U>> next) {
        return switch (this) {
            case Fetched<T>(var value) -> next.apply(value);
            case Failed<T> failed -> failed.as();
        };
    }
}
