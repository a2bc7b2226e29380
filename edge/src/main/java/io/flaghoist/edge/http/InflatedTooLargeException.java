package io.flaghoist.edge.http;

import java.io.IOException;

/** A compressed body exceeds the maximum size. */
final class InflatedTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
}
