package io.flaghoist.simulator.state;

/** A request that is refused for a reason that its sender can act upon. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Refuses with a status.
     *
     * @param status the HTTP status to answer, 400 to 499
     * @param message what is wrong and where; shown to the sender
     */
    public RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    public static RefusedException invalid(String message) {
        return new RefusedException(400, message);
    }

    public static RefusedException notFound(String message) {
        return new RefusedException(404, message);
    }

    public int status() {
        return status;
    }

    /** The message; unlike {@link #getMessage()} never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
