package io.flaghoist.benchmarks.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The bytes of an answer and whether they are gzip. */
@SuppressWarnings("ArrayRecordComponent") // compared by hand
record Answer(byte[] bytes, boolean gzip) {
    /** wrk prints what it read with two decimals. */
    private static final double ROUNDING = 0.99;

    /** Asks once. */
    static Answer of(URI target, Load load) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(target);
            for (String header : load.headers()) {
                int colon = header.indexOf(':');
                request.header(header.substring(0, colon), header.substring(colon + 1).strip());
            }
            if (!load.body().isEmpty()) {
                request.POST(BodyPublishers.ofString(load.body()));
            }
            var response = client.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException(target + " was answered with " + response.statusCode());
            }
            boolean gzip =
                    response.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
            return new Answer(response.body(), gzip);
        }
    }

    int size() {
        return bytes.length;
    }

    /** nginx takes {@code name.gz} for a client that accepts gzip, if {@code name} is there too. */
    void serveBy(Nginx nginx, String name) throws IOException {
        if (gzip) {
            nginx.serve(name + ".gz", bytes);
            try (var plain = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                nginx.serve(name, plain.readAllBytes());
            }
        } else {
            nginx.serve(name, bytes);
        }
    }

    /**
     * Refuses to compare what is not the same.
     *
     * @throws IOException when {@code other} has other bytes or another coding
     */
    void requireSame(Answer other) throws IOException {
        if (gzip != other.gzip || !Arrays.equals(bytes, other.bytes)) {
            throw new IOException(
                    "edge and nginx answer with different bytes: %d (gzip %s) and %d (gzip %s)"
                            .formatted(size(), gzip, other.size(), other.gzip));
        }
    }

    /**
     * Refuses rounds in which answers were shorter than this one.
     *
     * @throws IOException when they were
     */
    void requireWhole(List<Wrk.Round> rounds) throws IOException {
        for (Wrk.Round round : rounds) {
            if (round.answerSize() < ROUNDING * size()) {
                throw new IOException(
                        "answers of %d bytes were expected, with headers; wrk read %.0f each"
                                .formatted(size(), round.answerSize()));
            }
        }
    }
}
