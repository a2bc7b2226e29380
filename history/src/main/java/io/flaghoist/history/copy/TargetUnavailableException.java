package io.flaghoist.history.copy;

import io.flaghoist.history.log.LogUnavailableException;
import org.apache.kafka.common.errors.AuthorizationException;

/** The Kafka that is written to does not answer, or does not allow it. */
final class TargetUnavailableException extends LogUnavailableException {
    private static final long serialVersionUID = 1L;

    private final transient Throwable reason;

    TargetUnavailableException(Exception e) {
        this(e, e.getCause() == null ? e : e.getCause());
    }

    private TargetUnavailableException(Exception e, Throwable reason) {
        super(
                "The target Kafka refuses or does not answer: %s: %s"
                        .formatted(reason.getClass().getSimpleName(), reason.getMessage()),
                e);
        this.reason = reason;
    }

    boolean isFor(Class<? extends Throwable> error) {
        return error.isInstance(reason);
    }

    /** Whether this principal lacks a right. */
    boolean isForbidden() {
        return isFor(AuthorizationException.class);
    }
}
