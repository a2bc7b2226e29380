package io.flaghoist.history.log;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Which environments have a log. */
public final class LogEnvironments {
    private LogEnvironments() {}

    /** The environments whose config topics this principal can see, sorted. */
    public static List<EnvironmentId> list(LogConnection connection)
            throws LogUnavailableException {
        try (Admin admin = Admin.create(connection.admin())) {
            return among(connection, EnvironmentLog.within(connection, admin.listTopics().names()));
        } catch (KafkaException e) {
            throw KafkaErrors.explain(connection, "Listing topics", e);
        }
    }

    static List<EnvironmentId> among(LogConnection connection, Collection<String> topics) {
        return topics.stream()
                .map(connection.topics()::environmentOfConfig)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }
}
