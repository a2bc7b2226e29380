package io.flaghoist.edge.http;

import java.io.IOException;

/** A compressed body becomes larger than a body may be. */
final class InflatedTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
}
