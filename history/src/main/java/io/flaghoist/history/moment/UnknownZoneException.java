package io.flaghoist.history.moment;

/** A word that stands where a time zone would, and names none. */
final class UnknownZoneException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String zone;

    UnknownZoneException(String zone) {
        super(zone, null, false, false);
        this.zone = zone;
    }

    String zone() {
        return zone;
    }
}
