package io.flaghoist.edge.http;

import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.image.Body;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.image.SegmentRules;
import io.flaghoist.schemas.shape.Identifiers;
import org.jspecify.annotations.Nullable;

/** Flags and target groups, one or all, from the image. */
final class ConfigRoutes {
    private ConfigRoutes() {}

    static void flags(
            Exchange exchange, EnvironmentImage image, FreshnessHeaders.Snapshot freshness) {
        freshness.flags(exchange.headers(), image.revision());
        exchange.body(image.flagList());
    }

    static void flag(
            Exchange exchange,
            EnvironmentImage image,
            FreshnessHeaders.Snapshot freshness,
            String identifier) {
        freshness.one(exchange.headers(), image.revision(), Domain.FLAG, identifier);
        one(exchange, identifier, image.flagBody(identifier), "feature config");
    }

    static void segments(
            Exchange exchange, EnvironmentImage image, FreshnessHeaders.Snapshot freshness) {
        freshness.segments(exchange.headers(), image.revision());
        exchange.body(image.segmentList(rules(exchange)));
    }

    static void segment(
            Exchange exchange,
            EnvironmentImage image,
            FreshnessHeaders.Snapshot freshness,
            String identifier) {
        freshness.one(exchange.headers(), image.revision(), Domain.SEGMENT, identifier);
        Body body = image.segmentBody(identifier, rules(exchange));
        one(exchange, identifier, body, "target segment");
    }

    private static void one(
            Exchange exchange, String identifier, @Nullable Body body, String kind) {
        if (body != null) {
            exchange.body(body);
            return;
        }
        String flaw = Identifiers.flaw(identifier);
        if (flaw == null) {
            exchange.error(404, "not found: no such " + kind);
        } else {
            exchange.error(400, "bad request: identifier is invalid: it " + flaw);
        }
    }

    /** {@code rules=v2} requests the form with AND; any other value, or none, the old form. */
    private static SegmentRules rules(Exchange exchange) {
        String query = exchange.request().getHttpURI().getQuery();
        return query != null && asksForServingRules(query)
                ? SegmentRules.SERVING_RULES
                : SegmentRules.RULES;
    }

    private static boolean asksForServingRules(String query) {
        for (String parameter : query.split("[&;]", 64)) {
            if (parameter.startsWith("rules=")) {
                return parameter.equals("rules=v2");
            }
        }
        return false;
    }
}
