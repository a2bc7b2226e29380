package io.flaghoist.evaluation;

/** The format of values of {@code json} flags for client SDKs (evaluation.md, 4). */
public enum JsonValues {
    /**
     * As a JSON string literal that contains the JSON text, as ff-proxy does: Flutter for the web
     * and applications that parse the value themselves need it.
     */
    ENCODED,
    /** The JSON text as it is: the JavaScript SDK then gives an object to the application. */
    VERBATIM
}
