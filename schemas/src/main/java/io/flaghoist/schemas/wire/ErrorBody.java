package io.flaghoist.schemas.wire;

/**
 * Body of every error that Flaghoist answers. {@code code} is text: the Go SDK takes a number for
 * an unreadable answer and retries for ever (relay-protocol.md, A.0).
 *
 * @param error the same text as {@code message}, where ff-proxy's handlers put it
 */
public record ErrorBody(String code, String message, String error) {
    public static ErrorBody of(int status, String message) {
        return new ErrorBody(Integer.toString(status), message, message);
    }
}
