package io.flaghoist.service.admin;

import ch.qos.logback.classic.Level;
import io.flaghoist.service.logging.SafeLogging;
import jakarta.servlet.ServletRequest;
import java.util.Arrays;
import java.util.Optional;

/**
 * Detects requests to Dropwizard's task {@code log-level} that would make libraries log secrets.
 */
final class LogLevels {
    private static final String TASK = "/tasks/log-level";

    private LogLevels() {}

    /** A request is refused as a whole if one of its loggers is. */
    static Optional<Refusal> refusal(String path, ServletRequest request) {
        if (!path.equals(TASK)) {
            return Optional.empty(); // to ask for parameters would read the body of others
        }
        String[] loggers = request.getParameterValues("logger");
        if (loggers == null) {
            return Optional.empty();
        }
        String word = request.getParameter("level");
        Level level = word == null ? null : Level.valueOf(word); // as the task reads it
        return Arrays.stream(loggers).allMatch(logger -> SafeLogging.allows(logger, level))
                ? Optional.empty()
                : Optional.of(Refusal.LOGGER);
    }
}
