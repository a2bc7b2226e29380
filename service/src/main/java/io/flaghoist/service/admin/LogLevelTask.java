package io.flaghoist.service.admin;

import ch.qos.logback.classic.Level;
import io.dropwizard.servlets.tasks.LogConfigurationTask;
import io.flaghoist.service.logging.SafeLogging;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dropwizard's {@code log-level}, but for loggers that would write secrets: it tells that they stay
 * as they are.
 */
final class LogLevelTask extends LogConfigurationTask {
    @Override
    public void execute(Map<String, List<String>> parameters, PrintWriter output) throws Exception {
        List<String> levels = parameters.getOrDefault("level", List.of());
        Level level = levels.isEmpty() ? null : Level.valueOf(levels.getFirst());
        List<String> loggers = parameters.getOrDefault("logger", List.of());
        for (String logger : loggers) {
            if (!SafeLogging.allows(logger, level)) {
                output.printf(
                        "%s stays as it is: below INFO libraries write keys, tokens and attributes into the log."
                                + " Loggers of io.flaghoist can be set to %s.%n",
                        logger, level);
            }
        }
        var allowed = new HashMap<>(parameters);
        allowed.put(
                "logger",
                loggers.stream().filter(logger -> SafeLogging.allows(logger, level)).toList());
        super.execute(allowed, output);
    }
}
