package io.flaghoist.schemas.wire;

/** Response of {@code POST /client/auth}. */
public record AuthResponse(String authToken) {
    @Override
    public String toString() {
        return "AuthResponse[redacted]";
    }
}
