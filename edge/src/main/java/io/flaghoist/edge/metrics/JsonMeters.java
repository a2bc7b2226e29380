package io.flaghoist.edge.metrics;

import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.service.logging.BadRequests;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON that strangers sent and that was not read. Thread-safe. */
public final class JsonMeters {
    private static final Logger log = LoggerFactory.getLogger(JsonMeters.class);

    private final Counter refused;

    JsonMeters(PrometheusRegistry registry) {
        refused =
                Counter.builder()
                        .name("flaghoist_edge_json_refused")
                        .help("JSON of SDKs that was not read, by what it was and why")
                        .labelNames("what", "reason")
                        .register(registry);
    }

    /** What SDKs send as JSON. */
    public enum What {
        AUTH("the body of an auth request"),
        METRICS("a post of metrics"),
        TARGET_HEADER("a Harness-Target header"),
        TOKEN("a token");

        private final String words;

        What(String words) {
            this.words = words;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Something was not read. Whoever exceeds a bound is told of, now and then. */
    public void refused(What what, JsonFlaw flaw) {
        refused.labelValues(what.word(), flaw.word()).inc();
        if (flaw.isBound()) {
            log.warn(
                    BadRequests.MARKER,
                    "Refused {}: {}. Only this request is affected. Check its sender.",
                    what.words,
                    flaw.words());
        }
    }
}
