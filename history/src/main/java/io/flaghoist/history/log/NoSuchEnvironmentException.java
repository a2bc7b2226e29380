package io.flaghoist.history.log;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;
import java.util.stream.Collectors;

/** There is no history of that environment, or this principal may not see it. */
public final class NoSuchEnvironmentException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_NAMED = 20;

    NoSuchEnvironmentException(
            LogConnection connection, EnvironmentId asked, List<EnvironmentId> present) {
        super(
                "There is no topic %s at %s, or this principal may not see it. %s"
                        .formatted(
                                connection.topics().history(asked).name(),
                                connection.bootstrapServers(),
                                words(connection, present)));
    }

    private static String words(LogConnection connection, List<EnvironmentId> present) {
        String prefix = connection.topics().prefix();
        if (present.isEmpty()) {
            return "No environment is here under the prefix %s. Check --prefix and the principal's READ permission."
                    .formatted(prefix);
        }
        String names =
                present.stream()
                        .limit(MAX_NAMED)
                        .map(EnvironmentId::value)
                        .collect(Collectors.joining(", "));
        int more = present.size() - MAX_NAMED;
        return "Environments under the prefix %s: %s%s."
                .formatted(prefix, names, more > 0 ? " and " + more + " more" : "");
    }
}
