package io.flaghoist.console.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Examines Harness SaaS as ingest uses it: network, keys, reads, the stream; the admin service by
 * {@link AdminExamination}.
 */
final class UpstreamExamination {
    static final String AUTH = "upstream-auth";
    static final String READ = "upstream-read";
    static final String PROXY = "upstream-proxy";
    static final String STREAM = "upstream-stream";

    private static final String CHECK = "CLIENT_SERVICE: it ends in /api/1.0";
    private static final Duration SLOW = Duration.ofSeconds(2);

    private final UpstreamAccess access;
    private final DoctorLimits limits;
    private final HttpProbe http;
    private final NetworkChecks network;
    private final Findings findings;

    UpstreamExamination(
            UpstreamAccess access,
            DoctorLimits limits,
            HttpProbe http,
            NetworkChecks network,
            Findings findings) {
        this.access = access;
        this.limits = limits;
        this.http = http;
        this.network = network;
        this.findings = findings;
    }

    /** What is said where no upstream was given. */
    static void notGiven(Findings findings) {
        findings.skipped("upstream-address", "upstream", "No client service was given.");
    }

    void examine() {
        URI base = access.clientService();
        if (!network.examine(base, findings)) {
            String reason = "The client service cannot be reached.";
            List.of(AUTH, READ, ClockChecks.NAME, STREAM)
                    .forEach(name -> findings.skipped(name, Words.of(base), reason));
        } else if (access.apiKeys().isEmpty()) {
            List.of(AUTH, READ, STREAM)
                    .forEach(name ->
                            findings.skipped(name, Words.of(base), "No API key was given."));
        } else {
            examineKeys();
        }
    }

    private void examineKeys() {
        Optional<Accepted> first = Optional.empty();
        Optional<HttpResult.Answered> any = Optional.empty();
        for (Secret key : access.apiKeys().keys()) {
            HttpResult result = authenticate(key);
            any = any.or(() -> answered(result));
            Optional<Accepted> accepted = judge(key, result);
            accepted.ifPresent(
                    of -> findings.attempt(READ, "API key " + key.alias(), () -> read(of)));
            first = first.or(() -> accepted);
        }
        any.ifPresent(this::wayAndClock);
        Optional<Accepted> accepted = first;
        findings.attempt(
                AdminExamination.NAME,
                "admin service",
                () ->
                        new AdminExamination(http, network, findings)
                                .examine(access.admin(), accepted.map(Accepted::claims)));
        if (first.isPresent()) {
            stream(first.get(), any.map(of -> Hops.words(of.headers())).orElse(""));
        } else {
            findings.skipped(READ, "upstream", "No API key was accepted.");
            findings.skipped(STREAM, "upstream", "No API key was accepted.");
        }
    }

    private record Accepted(Secret key, TokenClaims claims) {}

    private static Optional<HttpResult.Answered> answered(HttpResult result) {
        return result instanceof HttpResult.Answered answered
                ? Optional.of(answered)
                : Optional.empty();
    }

    private HttpResult authenticate(Secret key) {
        return http.ask(
                HttpRequest.newBuilder(HttpProbe.below(access.clientService(), "/client/auth"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(TokenClaims.request(key))));
    }

    private Optional<Accepted> judge(Secret key, HttpResult result) {
        String subject = "API key " + key.alias();
        return switch (result) {
            case HttpResult.Unanswered(var reason) -> {
                findings.wrong(
                        AUTH,
                        subject,
                        "No answer to the authentication: " + reason + ".",
                        "The port is open, so look at what is between: a firewall or proxy that lets connections through but no requests.");
                yield Optional.empty();
            }
            case HttpResult.Answered answered when answered.status() == 200 -> {
                Optional<TokenClaims> claims = TokenClaims.of(answered.body());
                if (claims.isPresent()) {
                    accepted(subject, claims.get(), answered.took());
                } else {
                    Impostor.tell(findings, AUTH, subject, CHECK, answered);
                }
                yield claims.map(of -> new Accepted(key, of));
            }
            case HttpResult.Answered answered -> {
                findings.wrong(
                        AUTH,
                        subject,
                        "Refused with %d after %s%s."
                                .formatted(
                                        answered.status(),
                                        Words.of(answered.took()),
                                        Hops.words(answered.headers())),
                        advice(answered.status(), answered.headers()));
                yield Optional.empty();
            }
        };
    }

    private void accepted(String subject, TokenClaims claims, Duration took) {
        String finding =
                "Accepted after %s: environment %s (%s)."
                        .formatted(Words.of(took), claims.environment(), claims.environmentName());
        if (took.compareTo(SLOW) > 0) {
            findings.warning(AUTH, subject, finding, slow());
        } else {
            findings.ok(AUTH, subject, finding);
        }
    }

    private static String slow() {
        return "Slow: ingest gives up after 10 s (readTimeout). Look for what takes the time on the way: proxies, name servers, packet loss.";
    }

    private static String advice(int status, HttpHeaders headers) {
        if (status >= 300 && status < 400) {
            return "It points to %s, and redirects are not followed: give the final address as CLIENT_SERVICE, or let the proxy pass this host without a log-in."
                    .formatted(
                            headers.firstValue("Location")
                                    .map(UpstreamExamination::host)
                                    .orElse("another place"));
        }
        return switch (status) {
            case 400, 401, 403 ->
                    "Harness does not know this key: take a server SDK key of the environment (Environments > SDK keys), and look whether it was rotated; then change API_KEYS of ingest.";
            case 404, 405 ->
                    "There is no such service at this address: CLIENT_SERVICE ends in /api/1.0, for instance https://config.ff.harness.io/api/1.0";
            case 407 ->
                    "A proxy wants a password, which JVMs do not send by themselves: exempt this host, or this machine.";
            case 429 -> "Too many requests: wait, and look for who else uses these keys.";
            default ->
                    "The service, or a proxy in front of it, fails. Try again; if it stays, see status.harness.io and the proxy's log.";
        };
    }

    private static String host(String location) {
        try {
            return Words.of(URI.create(location));
        } catch (IllegalArgumentException e) {
            return "another place";
        }
    }

    private void read(Accepted accepted) {
        String subject = "environment " + accepted.claims().environment();
        HttpResult result =
                http.ask(
                        authorized(
                                accepted,
                                "/client/env/%s/feature-configs?cluster=%s"
                                        .formatted(
                                                encoded(accepted.claims().environment()),
                                                encoded(accepted.claims().cluster()))));
        switch (result) {
            case HttpResult.Unanswered(var reason) ->
                    findings.wrong(
                            READ,
                            subject,
                            "The list of flags does not come: " + reason + ".",
                            "Small answers come and this one does not: look for limits on size or time on the way.");
            case HttpResult.Answered answered when answered.status() != 200 ->
                    findings.wrong(
                            READ,
                            subject,
                            "The list of flags is refused with %d%s."
                                    .formatted(answered.status(), Hops.words(answered.headers())),
                            "The key was accepted a moment ago: proxies on the way must pass Authorization on.");
            case HttpResult.Answered answered -> list(subject, answered);
        }
    }

    private void list(String subject, HttpResult.Answered answered) {
        if (!answered.isWhole()) {
            findings.wrong(
                    READ,
                    subject,
                    "The list of flags is larger than 64 MiB.",
                    "Raise upstream.maxResponseSize of ingest, and its memory.");
            return;
        }
        Optional<JsonNode> list = answered.json().filter(JsonNode::isArray);
        if (list.isEmpty()) {
            Impostor.tell(findings, READ, subject, CHECK, answered);
            return;
        }
        String finding =
                "%s, %d bytes in %s."
                        .formatted(
                                Words.count(list.get().size(), "flag"),
                                answered.body().length,
                                Words.of(answered.took()));
        if (answered.took().compareTo(SLOW) > 0) {
            findings.warning(READ, subject, finding, slow());
        } else {
            findings.ok(READ, subject, finding);
        }
    }

    private void wayAndClock(HttpResult.Answered answered) {
        String subject = Words.of(access.clientService());
        if (Hops.isCached(answered.headers())) {
            findings.warning(
                    PROXY,
                    subject,
                    "An answer came out of a cache%s: changes are seen late, and tokens are shared."
                            .formatted(Hops.words(answered.headers())),
                    "Exempt this host from caching.");
        } else {
            findings.ok(
                    PROXY,
                    subject,
                    Hops.of(answered.headers())
                            .map(traces -> "Traces of what is on the way or in front: " + traces)
                            .orElse("No trace of a proxy."));
        }
        ClockChecks.ofService(answered, subject, findings);
    }

    private void stream(Accepted accepted, String hops) {
        HttpRequest.Builder request =
                authorized(
                                accepted,
                                "/stream?cluster=%s&stream=%s"
                                        .formatted(
                                                encoded(accepted.claims().cluster()), encoded("*")))
                        .header("API-Key", accepted.key().value());
        new StreamChecks(
                        STREAM,
                        Words.of(access.clientService()),
                        limits.heartbeat(),
                        hops,
                        findings)
                .judge(new StreamProbe(http, limits.streamWatch()).watch(request));
    }

    private HttpRequest.Builder authorized(Accepted accepted, String path) {
        return HttpRequest.newBuilder(HttpProbe.below(access.clientService(), path))
                .header("Authorization", "Bearer " + accepted.claims().bearer().value())
                .header("Harness-EnvironmentID", accepted.claims().environment())
                .header("Harness-SDK-Info", "Flaghoist doctor Server")
                .GET();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
