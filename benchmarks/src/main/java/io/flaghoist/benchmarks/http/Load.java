package io.flaghoist.benchmarks.http;

import java.util.ArrayList;
import java.util.List;

/**
 * What is asked again and again.
 *
 * @param path with its query
 * @param headers each {@code Name: value}
 * @param body of a POST; empty for a GET
 * @param maxPauseMillis each connection waits a random time up to this before it asks again, so
 *     that connections which were answered together do not come back together; POSTs only
 */
public record Load(String path, List<String> headers, String body, int maxPauseMillis) {
    public Load {
        headers = List.copyOf(headers);
    }

    private Load(String path, List<String> headers, String body) {
        this(path, headers, body, 0);
    }

    Load pausing(int maxMillis) {
        return new Load(path, headers, body, maxMillis);
    }

    public static Load get(String path, String... headers) {
        return new Load(path, List.of(headers), "");
    }

    public static Load post(String path, String body, String... more) {
        var headers = new ArrayList<String>(List.of("Content-Type: application/json"));
        headers.addAll(List.of(more));
        return new Load(path, headers, body);
    }

    /** As a GET of {@code other}, with the same answer coding. */
    Load statically(String other) {
        return new Load(
                other,
                headers.stream().filter(header -> header.startsWith("Accept-Encoding")).toList(),
                "");
    }
}
