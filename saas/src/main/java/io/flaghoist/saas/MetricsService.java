package io.flaghoist.saas;

import io.flaghoist.schemas.document.EnvironmentNames;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** The metrics service of SaaS (relay-protocol.md, E.1): what SDKs and relays count. */
public final class MetricsService {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Http http;
    private final HttpUrl base;
    private final String version;

    /**
     * @param base for instance {@code https://events.ff.harness.io/api/1.0}
     * @param version of this relay, for upstream's own statistics
     */
    public MetricsService(Http http, HttpUrl base, String version) {
        this.http = http;
        this.base = base;
        this.version = version;
    }

    /**
     * Posts what was counted in the token's environment; blocks.
     *
     * @param body a {@code MetricsPost} that is not empty
     */
    public Answer<Reply> post(Token token, byte[] body) {
        EnvironmentNames names = token.names();
        HttpUrl url =
                base.newBuilder()
                        .addPathSegment("metrics")
                        .addPathSegment(names.environment().value())
                        .addQueryParameter("cluster", names.clusterIdentifier())
                        .build();
        Request request =
                new Request.Builder()
                        .url(url)
                        .header("User-Agent", "Flaghoist/" + version)
                        .header("Authorization", "Bearer " + token.bearer().value())
                        .header("Harness-AccountID", names.accountId())
                        .header("Harness-EnvironmentID", names.environment().value())
                        .header("Harness-SDK-Info", "Proxy " + version)
                        .post(RequestBody.create(body, JSON))
                        .build();
        return http.reply("posting metrics", request);
    }
}
