package io.flaghoist.schemas.wire;

/**
 * Body of every error response. {@code code} is text: the Go SDK cannot read a number and retries
 * forever (relay-protocol.md, A.0).
 *
 * @param error the same as {@code message}, as in ff-proxy
 */
public record ErrorBody(String code, String message, String error) {
    public static ErrorBody of(int status, String message) {
        return new ErrorBody(Integer.toString(status), message, message);
    }
}
