package io.flaghoist.schemas.document;

/** A value in the log that is no document of its key; the message says why, without its content. */
public final class UnreadableDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableDocumentException(String message) {
        super(message, null, false, false);
    }
}
