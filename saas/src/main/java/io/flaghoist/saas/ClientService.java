package io.flaghoist.saas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** The client service of SaaS (relay-protocol.md, D.1): what SDKs are served from. */
public final class ClientService {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Http http;
    private final HttpUrl base;
    private final String version;

    /**
     * @param base for instance {@code https://config.ff.harness.io/api/1.0}
     * @param version of this relay, for upstream's own statistics
     */
    public ClientService(Http http, HttpUrl base, String version) {
        this.http = http;
        this.base = base;
        this.version = version;
    }

    /** Exchanges an SDK key for a token. */
    public Answer<Token> authenticate(Secret key) {
        return authenticate(key, noTarget());
    }

    private static ObjectNode noTarget() {
        return Json.object().put("identifier", "").put("name", "");
    }

    /** Exchanges an SDK key for a token, which registers {@code target} with its attributes. */
    public Answer<Token> authenticate(Secret key, ObjectNode target) {
        return http.json(
                        "authentication with API key " + key.alias(),
                        authentication(key.value(), target))
                .then(answer -> token(key, answer));
    }

    private Request authentication(String key, ObjectNode target) {
        ObjectNode body = Json.object();
        body.put("apiKey", key);
        body.set("target", target);
        return request(url("client", "auth").build())
                .post(RequestBody.create(Json.write(body), JSON))
                .build();
    }

    /** What upstream says of a key. An answer of an intermediary says nothing. */
    public KeyVerdict examine(Secret key) {
        Request request = authentication(key.value(), noTarget());
        return switch (http.seen("authentication", request)) {
            case Answer.Failed<Http.Seen> failed -> new KeyVerdict.Unknown(failed.words());
            case Answer.Fetched<Http.Seen>(var seen) -> verdict(seen);
        };
    }

    private static KeyVerdict verdict(Http.Seen seen) {
        return switch (seen.status()) {
            case 200 ->
                    seen.body()
                            .flatMap(tree -> Claims.names(tree.path("authToken").asText("")))
                            .<KeyVerdict>map(names -> new KeyVerdict.Accepted(names.environment()))
                            .orElseGet(() -> new KeyVerdict.Unknown("200 without a token"));
            case 401, 403, 404 ->
                    seen.isUpstreamsError()
                            ? new KeyVerdict.Refused(seen.status())
                            : new KeyVerdict.Unknown(
                                    seen.status() + " that is not in upstream's words");
            default -> new KeyVerdict.Unknown("status " + seen.status());
        };
    }

    /**
     * Whether the client service answers as it should what needs no credentials: an authentication
     * without a key is refused with 400, in upstream's words.
     */
    public boolean answersAsItShould() {
        return http.seen("authentication without a key", authentication("", noTarget()))
                        instanceof Answer.Fetched<Http.Seen>(var seen)
                && seen.status() == 400
                && seen.isUpstreamsError();
    }

    private static Answer<Token> token(Secret key, JsonNode answer) {
        String bearer = answer.path("authToken").asText("");
        Optional<Token> token =
                Claims.names(bearer).map(names -> new Token(key, new Secret(bearer), names));
        if (token.isEmpty()) {
            return new Answer.Failed<>(
                    "authentication with API key " + key.alias(),
                    new Failure.Unreadable("no token that names an environment"));
        }
        return new Answer.Fetched<>(token.get());
    }

    public Answer<ArrayNode> flags(Token token) {
        return http.json("the list of flags", data(token, "feature-configs").build())
                .then(tree -> array("the list of flags", tree));
    }

    public Answer<ObjectNode> flag(Token token, String identifier) {
        String what = "flag " + identifier;
        return http.json(what, data(token, "feature-configs", identifier).build())
                .then(tree -> object(what, tree));
    }

    public Answer<ArrayNode> segments(Token token, RulesForm form) {
        return http.json("the list of segments", data(form, token, "target-segments").build())
                .then(tree -> array("the list of segments", tree));
    }

    public Answer<ObjectNode> segment(Token token, RulesForm form, String identifier) {
        String what = "segment " + identifier;
        return http.json(what, data(form, token, "target-segments", identifier).build())
                .then(tree -> object(what, tree));
    }

    public SaasStream openStream(Token token, StreamListener listener) {
        return new SaasStream(http, streamRequest(token), listener);
    }

    private Request streamRequest(Token token) {
        HttpUrl url =
                url("stream")
                        .addQueryParameter("cluster", token.names().clusterIdentifier())
                        .addQueryParameter("stream", "*")
                        .build();
        return authorized(token, url)
                .header("API-Key", token.key().value())
                .header("Accept", "text/event-stream")
                .header("Cache-Control", "no-cache")
                .build();
    }

    private Request.Builder data(Token token, String... path) {
        return authorized(token, dataUrl(token, path).build());
    }

    private Request.Builder data(RulesForm form, Token token, String... path) {
        HttpUrl.Builder url = dataUrl(token, path);
        if (form == RulesForm.V2) {
            url.addQueryParameter("rules", "v2");
        }
        return authorized(token, url.build());
    }

    private HttpUrl.Builder dataUrl(Token token, String... path) {
        HttpUrl.Builder url = url("client", "env", token.names().environment().value());
        for (String segment : path) {
            url.addEncodedPathSegment(encoded(segment));
        }
        return url.addQueryParameter("cluster", token.names().clusterIdentifier());
    }

    private Request.Builder authorized(Token token, HttpUrl url) {
        return request(url)
                .header("Authorization", "Bearer " + token.bearer().value())
                .header("Harness-EnvironmentID", token.names().environment().value());
    }

    private Request.Builder request(HttpUrl url) {
        return new Request.Builder()
                .url(url)
                .header("User-Agent", "Flaghoist/" + version)
                .header("Harness-SDK-Info", "Flaghoist " + version + " Server");
    }

    /** More than must be: a server may take a semicolon for the beginning of something else. */
    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpUrl.Builder url(String... path) {
        HttpUrl.Builder url = base.newBuilder();
        for (String segment : path) {
            url.addPathSegment(segment);
        }
        return url;
    }

    private static Answer<ArrayNode> array(String what, JsonNode tree) {
        return tree instanceof ArrayNode array
                ? new Answer.Fetched<>(array)
                : new Answer.Failed<>(what, new Failure.Unreadable("not a JSON array"));
    }

    private static Answer<ObjectNode> object(String what, JsonNode tree) {
        return tree instanceof ObjectNode object
                ? new Answer.Fetched<>(object)
                : new Answer.Failed<>(what, new Failure.Unreadable("not a JSON object"));
    }
}
