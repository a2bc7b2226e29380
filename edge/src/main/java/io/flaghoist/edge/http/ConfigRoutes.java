package io.flaghoist.edge.http;

import io.flaghoist.schemas.image.Body;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.image.SegmentRules;
import io.flaghoist.schemas.shape.Identifiers;
import org.jspecify.annotations.Nullable;

/** Flags and target groups, one or all: bytes out of the image. */
final class ConfigRoutes {
    private ConfigRoutes() {}

    static void flags(Exchange exchange, EnvironmentImage image) {
        exchange.body(image.flagList(), image);
    }

    static void flag(Exchange exchange, EnvironmentImage image, String identifier) {
        one(exchange, image, identifier, image.flagBody(identifier), "feature config");
    }

    static void segments(Exchange exchange, EnvironmentImage image) {
        exchange.body(image.segmentList(rules(exchange)), image);
    }

    static void segment(Exchange exchange, EnvironmentImage image, String identifier) {
        Body body = image.segmentBody(identifier, rules(exchange));
        one(exchange, image, identifier, body, "target segment");
    }

    private static void one(
            Exchange exchange,
            EnvironmentImage image,
            String identifier,
            @Nullable Body body,
            String kind) {
        if (body != null) {
            exchange.body(body, image);
        } else if (Identifiers.isValid(identifier)) {
            exchange.error(404, "not found: no such " + kind);
        } else {
            exchange.error(400, "bad request: identifier is invalid");
        }
    }

    /** {@code rules=v2} asks for the form that knows AND; any other value, or none, for the old. */
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
