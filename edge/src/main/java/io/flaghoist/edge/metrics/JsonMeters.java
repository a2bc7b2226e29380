package io.flaghoist.edge.metrics;

import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.service.logging.BadRequests;
import io.flaghoist.service.metrics.Meters;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON from SDKs that was refused. Thread-safe. */
public final class JsonMeters {
    private static final Logger log = LoggerFactory.getLogger(JsonMeters.class);

    private final Counter refused;

    JsonMeters(Meters meters) {
        refused =
                Counter.builder()
                        .name("flaghoist_edge_json_refused")
                        .help("JSON from SDKs that was refused, by kind and reason")
                        .labelNames("what", "reason")
                        .register(meters.registry());
        for (What what : What.values()) {
            for (JsonFlaw flaw : JsonFlaw.values()) {
                refused.initLabelValues(what.word(), flaw.word());
            }
        }
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

    /** Counts refused JSON; JSON beyond a limit is logged, rate-limited. */
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
