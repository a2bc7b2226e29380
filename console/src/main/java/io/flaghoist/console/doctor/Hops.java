package io.flaghoist.console.doctor;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Traces that proxies leave in the head of an answer. */
final class Hops {
    private static final List<String> TRACES =
            List.of(
                    "Via",
                    "X-Cache",
                    "X-Cache-Status",
                    "X-Served-By",
                    "X-Envoy-Upstream-Service-Time",
                    "CF-Ray",
                    "Server");

    private Hops() {}

    /** The traces, as {@code Via: 1.1 squid, Server: nginx}; empty when there are none. */
    static Optional<String> of(HttpHeaders headers) {
        var found = new ArrayList<String>();
        for (String name : TRACES) {
            headers.firstValue(name).ifPresent(value -> found.add(name + ": " + printable(value)));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", found));
    }

    /** The same to be put into a sentence. */
    static String words(HttpHeaders headers) {
        return of(headers).map(traces -> " (" + traces + ")").orElse("");
    }

    /** Whether an answer came out of a cache, which must not hold any of ours. */
    static boolean isCached(HttpHeaders headers) {
        return headers.firstValue("X-Cache").map(of -> of.contains("HIT")).orElse(false)
                || headers.firstValue("X-Cache-Status").map("HIT"::equals).orElse(false)
                || headers.firstValue("Age").map(age -> !age.equals("0")).orElse(false);
    }

    private static String printable(String text) {
        String tame = text.replaceAll("[^ -~]", "?");
        return tame.length() <= 80 ? tame : tame.substring(0, 80) + "…";
    }
}
