package io.flaghoist.schemas.document;

/**
 * A value in the log that is not a document of its key; the message has the reason, without
 * content.
 */
public final class UnreadableDocumentException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableDocumentException(String message) {
        super(message, null, false, false);
    }
}
