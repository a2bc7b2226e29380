package io.flaghoist.schemas.metrics;

/**
 * The result of decoding a record or a body.
 *
 * @param <T> the expected type
 */
public sealed interface DecodedMetrics<T> {
    /** A valid one. */
    record Understood<T>(T value) implements DecodedMetrics<T> {}

    /**
     * To be quarantined: counted, logged once, skipped.
     *
     * @param reason why, without the content
     */
    record Unreadable<T>(String reason) implements DecodedMetrics<T> {}
}
