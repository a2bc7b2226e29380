package io.flaghoist.edge.health;

import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.EnvironmentId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when environments become stale, change the cause, or become fresh again: once each,
 * summarized if there are many. For one thread at a time.
 */
final class StaleLog {
    private static final Logger LOG = LoggerFactory.getLogger(StaleLog.class);

    /** Maximum number of single messages at once. */
    private static final int EACH = 3;

    private final Map<EnvironmentId, Freshness.Cause> logged = new HashMap<>();

    synchronized void look(List<Condition> all) {
        var fallen = new ArrayList<Condition>();
        var risen = new ArrayList<EnvironmentId>();
        for (Condition it : all) {
            EnvironmentId environment = it.of().environment();
            if (!it.isStale()) {
                if (logged.remove(environment) != null) {
                    risen.add(environment);
                }
            } else if (logged.put(environment, it.freshness().cause()) != it.freshness().cause()) {
                fallen.add(it);
            }
        }
        fallen.stream()
                .limit(EACH)
                .forEach(it ->
                        LOG.warn(
                                "Environment {} is stale ({}) at revision {}. {}",
                                it.of().environment(),
                                it.freshness().cause(),
                                it.of().position().revision(),
                                it.freshness().words()));
        if (fallen.size() > EACH) {
            LOG.warn(
                    "{} more environments are stale; /health names each, with its cause",
                    fallen.size() - EACH);
        }
        if (!risen.isEmpty()) {
            LOG.info(
                    "Fresh again: {}{}",
                    risen.subList(0, Math.min(EACH, risen.size())),
                    risen.size() > EACH ? " and %d more".formatted(risen.size() - EACH) : "");
        }
    }
}
