package io.flaghoist.schemas.metrics;

/**
 * What came of reading a record or a body.
 *
 * @param <T> what it ought to be
 */
public sealed interface DecodedMetrics<T> {
    /** It is one. */
    record Understood<T>(T value) implements DecodedMetrics<T> {}

    /**
     * To be quarantined: counted, told once, skipped.
     *
     * @param reason why, without the content
     */
    record Unreadable<T>(String reason) implements DecodedMetrics<T> {}
}
