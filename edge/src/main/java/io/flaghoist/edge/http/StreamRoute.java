package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.Authentication;
import io.flaghoist.edge.auth.Grant;
import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.edge.stream.Admission;
import io.flaghoist.edge.stream.SdkStreams;
import io.flaghoist.edge.stream.StreamClient;
import io.flaghoist.edge.target.Targets;
import java.util.Locale;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpFields;

/** {@code GET /stream}: opens a stream if the token and the SDK key match. */
final class StreamRoute {
    private final Authentication authentication;
    private final Targets targets;
    private final UnknownKeyQueue queue;
    private final SdkStreams streams;
    private final HttpMeters meters;

    StreamRoute(
            Authentication authentication,
            UnknownKeyQueue queue,
            Targets targets,
            SdkStreams streams,
            HttpMeters meters) {
        this.queue = queue;
        this.authentication = authentication;
        this.targets = targets;
        this.streams = streams;
        this.meters = meters;
    }

    void handle(
            Exchange exchange,
            Verdict.Granted granted,
            long revision,
            FreshnessHeaders.Snapshot freshness) {
        String rawKey = exchange.header(Fields.API_KEY);
        if (rawKey == null || rawKey.isEmpty()) {
            meters.refused("no_api_key");
            exchange.error(401, "API-Key header is missing");
            return;
        }
        Runnable admission =
                () -> {
                    freshness.all(exchange.headers(), revision);
                    admit(exchange, granted);
                };
        queue.decide(
                exchange,
                () -> authentication.ofApiKey(rawKey),
                verdict -> judged(exchange, granted, verdict, admission));
    }

    private void judged(
            Exchange exchange, Verdict.Granted granted, Verdict ofKey, Runnable admission) {
        switch (ofKey) {
            case Verdict.Refused refused -> {
                meters.refused(refused.name().toLowerCase(Locale.ROOT));
                exchange.error(401, refused.message());
            }
            case Verdict.Undecided undecided -> exchange.notNow(500, undecided.message());
            case Verdict.Granted(var other, _)
                    when !other.apiKey().equals(granted.grant().apiKey()) ->
                    exchange.error(403, "API-Key is not the key of the token");
            case Verdict.Granted _ -> admission.run();
        }
    }

    private void admit(Exchange exchange, Verdict.Granted granted) {
        if (exchange.request().getMethod().equals("HEAD")) {
            exchange.response().getHeaders().add(Fields.EVENT_STREAM);
            exchange.empty(200);
            return;
        }
        switch (streams.reserve(granted.grant().apiKey())) {
            case Admission.ADMITTED -> open(exchange, granted);
            case Admission.EDGE_FULL ->
                    exchange.notNow(503, "this edge has as many streams as it takes");
            case Admission.KEY_FULL ->
                    exchange.notNow(429, "this SDK key has as many streams as it may have");
            case Admission.DRAINING -> exchange.notNow(503, "this edge is stopping");
        }
    }

    private void open(Exchange exchange, Verdict.Granted granted) {
        Grant grant = granted.grant();
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.add(Fields.EVENT_STREAM);
        headers.add(Fields.NO_CACHE);
        headers.add(Fields.NOT_BUFFERED);
        headers.add(Fields.CLOSE); // Python waits for the end of the connection, not of the body
        headers.add(Fields.CHUNKED);
        exchange.begin(200);
        // Heartbeats detect broken connections; a timer per stream would only cost memory.
        exchange.request().getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(0);
        SdkStreams.ConnectionWatch watch =
                streams.open(
                        grant,
                        StreamClient.of(
                                exchange.header(Fields.SDK_INFO),
                                grant.keyType(),
                                targets.ofStream(exchange.header(Fields.TARGET), granted.target())),
                        lastEventId(exchange),
                        new JettyStreamConnection(
                                exchange.request(), exchange.response(), exchange.callback()),
                        () -> authentication.isLive(grant));
        exchange.request().addFailureListener(watch::failed);
    }

    /**
     * iOS sends an event's name, others may send anything: an invalid revision counts as absent.
     */
    private static OptionalLong lastEventId(Exchange exchange) {
        String value = exchange.header(Fields.LAST_EVENT_ID);
        if (value == null || value.isEmpty() || value.length() > 18) {
            return OptionalLong.empty();
        }
        return value.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(value))
                : OptionalLong.empty();
    }
}
