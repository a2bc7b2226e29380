package io.flaghoist.edge.target.store;

import java.io.IOException;

/** An I/O error of the store. The message has the cause without content. */
final class StoreFailedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 256;

    StoreFailedException(Throwable cause) {
        super(words(cause), cause);
    }

    /** The message of {@code failure}, made printable: it may contain bytes of a damaged file. */
    static String words(Throwable failure) {
        String tame = String.valueOf(failure.getMessage()).replaceAll("[^\\x20-\\x7e]", "?");
        return tame.length() <= MAX_MESSAGE ? tame : tame.substring(0, MAX_MESSAGE) + "…";
    }
}
