package io.flaghoist.edge;

/** A setting with which this edge must not run; the message says what to do about it. */
public final class EdgeRefusesToStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EdgeRefusesToStartException(String message) {
        super(message, null, false, false);
    }
}
