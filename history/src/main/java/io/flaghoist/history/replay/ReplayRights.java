package io.flaghoist.history.replay;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.util.ArrayList;
import java.util.List;

/** What a principal must be allowed to on the target: all else of the console only reads. */
public final class ReplayRights {
    private ReplayRights() {}

    /**
     * One right.
     *
     * @param resource {@code TOPIC} or {@code TRANSACTIONAL_ID}, as Kafka's ACLs call it
     */
    public record Right(String resource, String name, List<String> operations) {
        /** As a person reads it. */
        @Override
        public String toString() {
            return String.join(", ", operations) + " on " + resource + " " + name;
        }
    }

    /**
     * The rights to write an environment's log under a prefix. CREATE is needed for topics that do
     * not exist yet, and may be granted on the cluster instead; DESCRIBE_CONFIGS for those that do.
     */
    public static List<Right> of(TopicCatalogue topics, EnvironmentId environment) {
        var rights = new ArrayList<Right>();
        for (TopicSpec topic : Replayer.topics(topics, environment)) {
            rights.add(
                    new Right(
                            "TOPIC",
                            topic.name(),
                            List.of("CREATE", "DESCRIBE", "DESCRIBE_CONFIGS", "WRITE")));
        }
        rights.add(
                new Right(
                        "TRANSACTIONAL_ID",
                        Replayer.transactionalId(topics, environment),
                        List.of("DESCRIBE", "WRITE")));
        return List.copyOf(rights);
    }
}
