package io.flaghoist.history.moment;

/** A text that names no moment; the message has examples. */
public final class NotAMomentException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 60;

    NotAMomentException(String text, String reason) {
        super(
                "No moment is called \"%s\": %s. Say for instance %s, %s or %s."
                        .formatted(
                                printable(text),
                                reason,
                                "\"10m ago\"",
                                "\"2026-11-27 14:05 Europe/Berlin\"",
                                "\"r1842\" for a revision"),
                null,
                false,
                false);
    }

    private static String printable(String text) {
        String printable = text.replaceAll("\\p{C}", "?");
        return printable.length() <= LONGEST ? printable : printable.substring(0, LONGEST) + "…";
    }
}
