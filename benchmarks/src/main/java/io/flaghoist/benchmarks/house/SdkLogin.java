package io.flaghoist.benchmarks.house;

import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What an SDK does first, at an edge and at SaaS alike. */
public final class SdkLogin {
    private SdkLogin() {}

    /** The body of the request. */
    public static String body(String rawKey) {
        return Json.object().put("apiKey", rawKey).toString();
    }

    /**
     * The token that {@code rawKey} gets.
     *
     * @param auth the URL of {@code /client/auth}
     * @throws IOException when it gets none
     */
    public static String token(URI auth, String rawKey) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = ask(auth, rawKey);
        if (response.statusCode() != 200) {
            throw new IOException(auth + " answered with " + response.statusCode());
        }
        return Json.read(response.body()).path("authToken").asText();
    }

    static HttpResponse<byte[]> ask(URI auth, String rawKey)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(auth)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body(rawKey)))
                            .build();
            return client.send(request, BodyHandlers.ofByteArray());
        }
    }
}
