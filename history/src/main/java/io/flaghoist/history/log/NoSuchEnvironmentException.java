package io.flaghoist.history.log;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;
import java.util.stream.Collectors;

/** There is no history of that environment, or this principal may not see it. */
public final class NoSuchEnvironmentException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_NAMED = 20;

    private final boolean isNonePresent;

    NoSuchEnvironmentException(
            LogConnection connection, EnvironmentId asked, List<EnvironmentId> present) {
        super(
                "There is no topic %s at %s, or this principal may not see it. %s"
                        .formatted(
                                connection.topics().history(asked).name(),
                                connection.bootstrapServers(),
                                words(connection.topics().prefix(), present)));
        this.isNonePresent = present.isEmpty();
    }

    private static String words(String prefix, List<EnvironmentId> present) {
        if (present.isEmpty()) {
            return "No environment is here under the prefix %s.".formatted(prefix);
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

    /** Whether there is no environment at all under that prefix. */
    public boolean isNonePresent() {
        return isNonePresent;
    }
}
