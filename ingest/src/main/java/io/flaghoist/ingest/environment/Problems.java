package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.metrics.IngestMetrics.Metric;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with one environment, by area. Logs when something begins and when it ends. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** The gravest first. */
    enum Area {
        LOG(
                "SDKs are served the last state in the log; changes wait at upstream",
                "kafka.bootstrapServers, the brokers, and this principal's permissions on the environment's topics"),
        FOREIGN(
                "the log is read again and what is not ours is written over",
                "who else may write to the environment's config topic, or delete its records"),
        TOPICS(
                "changes are published as long as Kafka takes them",
                "the settings of the environment's topics; records may be lost while they are wrong"),
        REFUSED(
                "SDKs are served the last state in the log",
                "at Harness whether the environment is still there; if it is, give ingest a key that works (upstream.apiKeys)"),
        NO_KEYS("every SDK is refused", "the SDK keys of the environment at Harness"),
        HELD(
                "SDKs are served what the log holds, the documents in question included",
                "at Harness whether they were really deleted"),
        ORDERS(
                "the order stays in force and is tried again",
                "this principal's permissions on the control topic"),
        READ(
                "SDKs are served the last state in the log; upstream is asked again",
                "upstream.clientService, the way to it, and the API keys"),
        API_KEYS(
                "known API keys stay valid, flags are kept up to date",
                "upstream.adminService, upstream.adminServiceToken, the account and organization identifiers"),
        STREAM(
                "everything is polled until the stream is back",
                "the way to upstream.clientService; proxies that buffer or cut streams");

        private final String meanwhile;
        private final String check;

        Area(String meanwhile, String check) {
            this.meanwhile = meanwhile;
            this.check = check;
        }
    }

    private final EnvironmentId environment;
    private final Clock clock;
    private final IngestMetrics metrics;
    private final Map<Area, Problem> problems = new EnumMap<>(Area.class);

    Problems(EnvironmentId environment, Clock clock, IngestMetrics metrics) {
        this.environment = environment;
        this.clock = clock;
        this.metrics = metrics;
        for (Area area : Area.values()) {
            count(area, 0);
        }
    }

    private void count(Area area, int problemCount) {
        String word = area.name().toLowerCase(Locale.ROOT);
        metrics.set(Metric.ENVIRONMENT_PROBLEM, environment, problemCount, word);
    }

    void raise(Area area, String what) {
        Problem known = problems.get(area);
        if (known == null) {
            LOG.warn(
                    "Environment {}: {}. Meanwhile {}. Check {}.",
                    environment,
                    what,
                    area.meanwhile,
                    area.check);
        } else if (!known.what().equals(what)) {
            LOG.info("Environment {}: now {}", environment, what);
        }
        count(area, 1);
        problems.put(
                area,
                new Problem(
                        what,
                        known == null ? clock.instant() : known.since(),
                        area.meanwhile,
                        area.check));
    }

    /** It is known to have begun earlier, if it is there at all. */
    void beganBy(Area area, Instant since) {
        problems.computeIfPresent(
                area,
                (_, known) ->
                        since.isBefore(known.since())
                                ? new Problem(known.what(), since, known.meanwhile(), known.check())
                                : known);
    }

    void clear(Area area) {
        Problem gone = problems.remove(area);
        if (gone != null) {
            count(area, 0);
            LOG.info(
                    "Environment {}: over, after it began at {}: {}",
                    environment,
                    gone.since(),
                    gone.what());
        }
    }

    boolean has(Area area) {
        return problems.containsKey(area);
    }

    /** The gravest first. */
    List<Problem> all() {
        return List.copyOf(problems.values());
    }

    /** Of the gravest; the smaller the graver. */
    int gravity() {
        return problems.keySet().stream()
                .mapToInt(Area::ordinal)
                .findFirst()
                .orElse(EnvironmentStatus.ALL_IS_WELL);
    }
}
