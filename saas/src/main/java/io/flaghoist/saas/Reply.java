package io.flaghoist.saas;

/**
 * A final answer.
 *
 * @param status the HTTP status
 * @param body its beginning, at most {@value #MAX_BYTES} bytes of UTF-8
 */
public record Reply(int status, String body) {
    static final int MAX_BYTES = 4 << 10;

    /** Whether upstream took what it was given. */
    public boolean isAccepted() {
        return status >= 200 && status < 300;
    }

    /** Whether upstream refuses what it was given, and not who gives it, or where. */
    public boolean isAboutTheContent() {
        return status >= 400 && status < 500 && status != 405 && status != 407;
    }
}
