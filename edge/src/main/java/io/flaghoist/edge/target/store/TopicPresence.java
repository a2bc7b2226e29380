package io.flaghoist.edge.target.store;

import io.flaghoist.schemas.EnvironmentId;
import java.util.Optional;
import java.util.Set;

/** The existing targets topics. Written by the following thread, read by any. */
final class TopicPresence {
    private volatile Optional<Set<EnvironmentId>> found = Optional.empty();

    void found(Set<EnvironmentId> environments) {
        found = Optional.of(Set.copyOf(environments));
    }

    /** False if this environment has no targets topic. */
    public boolean mayExist(EnvironmentId environment) {
        return found.map(environments -> environments.contains(environment)).orElse(true);
    }
}
