package io.flaghoist.edge.target.store;

/** The disk refused. The message names the cause and no content. */
final class StoreFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 256;

    StoreFailedException(Throwable cause) {
        super(words(cause), cause);
    }

    /** What {@code failure} says, fit for a log: a damaged file may speak in bytes of its own. */
    static String words(Throwable failure) {
        String tame = String.valueOf(failure.getMessage()).replaceAll("[^\\x20-\\x7e]", "?");
        return tame.length() <= MAX_MESSAGE ? tame : tame.substring(0, MAX_MESSAGE) + "…";
    }
}
