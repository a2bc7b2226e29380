package io.flaghoist.console.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Examines an edge as SDKs reach it, through whatever stands in front of it. */
final class EdgeExamination {
    static final String READY = "edge-ready";
    static final String HEALTH = "edge-health";
    static final String REVISION = "edge-revision";
    static final String AUTH = "edge-auth";
    static final String STREAM = "edge-stream";

    private final EdgeAccess access;
    private final String subject;
    private final DoctorLimits limits;
    private final HttpProbe http;
    private final NetworkChecks network;
    private final Findings findings;

    EdgeExamination(
            EdgeAccess access,
            DoctorLimits limits,
            HttpProbe http,
            NetworkChecks network,
            Findings findings) {
        this.access = access;
        this.subject = Words.of(access.url());
        this.limits = limits;
        this.http = http;
        this.network = network;
        this.findings = findings;
    }

    /** What is said where no edge was given. */
    static void notGiven(Findings findings) {
        findings.skipped("edge-address", "edges", "No edge was given.");
    }

    /**
     * Looks.
     *
     * @param logEnds where each environment's log ends; waits until that is known
     */
    void examine(Supplier<Map<EnvironmentId, Long>> logEnds) {
        if (!network.examine(access.url(), findings)) {
            List.of(READY, ClockChecks.NAME, AUTH, STREAM, HEALTH, REVISION)
                    .forEach(
                            name -> findings.skipped(name, subject, "The edge cannot be reached."));
            return;
        }
        findings.attempt(READY, subject, this::ready);
        switch (access.sdkKey().orElse(null)) {
            case Secret key -> findings.attempt(STREAM, subject, () -> stream(key));
            case null -> {
                findings.skipped(AUTH, subject, "No SDK key was given.");
                findings.skipped(STREAM, subject, "No SDK key was given.");
            }
        }
        // Last, so that the edge had time to read what the log held when it was looked at.
        findings.attempt(HEALTH, subject, () -> health(logEnds.get()));
    }

    private HttpResult get(String path) {
        return http.ask(HttpRequest.newBuilder(HttpProbe.below(access.url(), path)).GET());
    }

    private void ready() {
        switch (get("/ready")) {
            case HttpResult.Unanswered(var reason) ->
                    findings.wrong(
                            READY,
                            subject,
                            "No answer: " + reason + ".",
                            "Look at the edge's log, and whether it or its machine is overloaded.");
            case HttpResult.Answered answered -> {
                switch (answered.status()) {
                    case 200 -> findings.ok(READY, subject, "Takes SDKs.");
                    case 503 ->
                            findings.wrong(
                                    READY,
                                    subject,
                                    "Takes no SDKs: %s.".formatted(message(answered)),
                                    "If it has just started, wait. If it stays: check KAFKA_BOOTSTRAP_SERVERS of the edge and its principal's READ on the config topics.");
                    default -> notPassed(READY, "/ready", answered.status());
                }
                ClockChecks.ofService(answered, subject, findings);
            }
        }
    }

    private void notPassed(String name, String path, int status) {
        findings.skipped(
                name,
                subject,
                "%s is answered with %d: what is in front of the edge does not pass it on."
                        .formatted(path, status),
                "Ask the edge itself: its admin port (ADMIN_PORT, 7001) answers on its own machine.");
    }

    private static String message(HttpResult.Answered answered) {
        return answered.json()
                .map(body -> body.path("message").asText(""))
                .filter(text -> !text.isEmpty())
                .map(text -> text.length() <= 200 ? text : text.substring(0, 200) + "…")
                .orElse("it does not say why");
    }

    private void health(Map<EnvironmentId, Long> logEnds) {
        switch (get("/health")) {
            case HttpResult.Unanswered(var reason) ->
                    findings.wrong(
                            HEALTH,
                            subject,
                            "No answer: " + reason + ".",
                            "Look at the edge's log, and whether it or its machine is overloaded.");
            case HttpResult.Answered answered -> {
                Optional<JsonNode> body =
                        answered.json().filter(of -> of.path("environments").isArray());
                if (body.isPresent()) {
                    health(body.get());
                    revisions(body.get(), logEnds);
                } else {
                    notPassed(HEALTH, "/health", answered.status());
                    findings.skipped(REVISION, subject, "Without /health it is not known.");
                }
            }
        }
    }

    private void health(JsonNode body) {
        String node = "Edge " + body.path("node").asText("without a name");
        if (body.path("stale").asBoolean()) {
            findings.wrong(
                    HEALTH,
                    subject,
                    "%s serves what may be old: %s".formatted(node, worst(body)),
                    "`environments` in /health, the worst first, and `problems` say since when and what to check.");
        } else if (!body.path("caughtUp").asBoolean(true)) {
            findings.warning(
                    HEALTH,
                    subject,
                    node + " has not caught up with the log yet.",
                    "Look again in a minute; `behind` in /health must fall.");
        }
        long quarantined = body.path("quarantinedRecords").asLong();
        if (quarantined > 0) {
            findings.warning(
                    HEALTH,
                    subject,
                    "%s could not read %s and keeps the values before them."
                            .formatted(node, Words.count(quarantined, "record")),
                    "`quarantined` in /health names topic, offset and reason. A newer ingest than edge? Upgrade the edge.");
        }
        int failing = body.path("failingFlags").size();
        if (failing > 0) {
            findings.warning(
                    HEALTH,
                    subject,
                    "%s cannot evaluate %s for client SDKs."
                            .formatted(node, Words.count(failing, "flag")),
                    "`failingFlags` in /health names them and says why: mend them in Harness.");
        }
        if (findings.isClean(HEALTH)) {
            findings.ok(
                    HEALTH,
                    subject,
                    "%s serves %s; upstream %s."
                            .formatted(
                                    node,
                                    Words.count(body.path("environments").size(), "environment"),
                                    body.path("streamStatus").path("state").asText("unknown")));
        }
    }

    /** What the edge says of the environment that is worst. */
    private static String worst(JsonNode body) {
        JsonNode environment = body.path("environments").path(0);
        String what = environment.path("problem").path("what").asText("");
        return what.isEmpty()
                ? "it has no contact with Kafka."
                : "environment %s: %s".formatted(environment.path("id").asText(), what);
    }

    private void revisions(JsonNode body, Map<EnvironmentId, Long> logEnds) {
        var same = new ArrayList<String>();
        for (JsonNode environment : body.path("environments")) {
            String id = environment.path("id").asText("");
            if (!EnvironmentId.isValid(id)) {
                continue;
            }
            if (environment.path("state").asText("").equals("RETIRED")) {
                continue;
            }
            if (!environment.path("state").asText("").equals("SERVING")) {
                findings.warning(
                        REVISION,
                        subject,
                        "Environment %s is incomplete here: SDKs of it get 500.".formatted(id),
                        "Ingest has not published all of it yet (ingest-upstream), or this edge has not read it.");
                continue;
            }
            Long end = logEnds.get(new EnvironmentId(id));
            long here = environment.path("revision").asLong();
            if (end == null) {
                findings.skipped(
                        REVISION,
                        subject,
                        "Environment %s is at revision %d here; where its log ends is not known."
                                .formatted(id, here));
            } else if (here < end) {
                findings.warning(
                        REVISION,
                        subject,
                        "Environment %s is at revision %d here, and at %d in the log: %d behind."
                                .formatted(id, here, end, end - here),
                        "Look again in a few seconds. If it stays: `behind` and `quarantined` in /health, and the way from the edge to Kafka.");
            } else {
                same.add(id);
            }
        }
        for (EnvironmentId environment : logEnds.keySet().stream().sorted().toList()) {
            if (!isServed(body, environment)) {
                findings.warning(
                        REVISION,
                        subject,
                        "Environment %s is in the log and not served here.".formatted(environment),
                        "By choice (ENVIRONMENTS) all is well; otherwise the edge's principal lacks READ on its config topic, or the edge follows another Kafka or prefix.");
            }
        }
        if (!same.isEmpty()) {
            findings.ok(
                    REVISION,
                    subject,
                    "At the log's end: %s.".formatted(Words.count(same.size(), "environment")));
        }
    }

    private static boolean isServed(JsonNode body, EnvironmentId environment) {
        for (JsonNode served : body.path("environments")) {
            if (served.path("id").asText("").equals(environment.value())) {
                return true;
            }
        }
        return false;
    }

    private void stream(Secret key) {
        String of = "SDK key " + key.alias() + " at " + subject;
        HttpResult result =
                http.ask(
                        HttpRequest.newBuilder(HttpProbe.below(access.url(), "/client/auth"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(TokenClaims.request(key))));
        Optional<TokenClaims> claims =
                result instanceof HttpResult.Answered answered && answered.status() == 200
                        ? TokenClaims.of(answered.body())
                        : Optional.empty();
        if (claims.isEmpty()) {
            refused(of, result);
            findings.skipped(STREAM, subject, "The SDK key was not accepted.");
            return;
        }
        findings.ok(AUTH, of, "Accepted for environment %s.".formatted(claims.get().environment()));
        URI url = HttpProbe.below(access.url(), "/stream?cluster=1");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .header("Authorization", "Bearer " + claims.get().bearer().value())
                        .header("API-Key", key.value())
                        .GET();
        new StreamChecks(STREAM, subject, limits.heartbeat(), hops(result), findings)
                .judge(new StreamProbe(http, limits.streamWatch()).watch(request));
    }

    private static String hops(HttpResult result) {
        return result instanceof HttpResult.Answered answered ? Hops.words(answered.headers()) : "";
    }

    private void refused(String of, HttpResult result) {
        switch (result) {
            case HttpResult.Unanswered(var reason) ->
                    findings.wrong(
                            AUTH,
                            of,
                            "No answer to the authentication: " + reason + ".",
                            "Look at the edge's log, and at what is in front of it.");
            case HttpResult.Answered answered ->
                    findings.wrong(
                            AUTH,
                            of,
                            "The authentication was answered with %d%s."
                                    .formatted(answered.status(), Hops.words(answered.headers())),
                            switch (answered.status()) {
                                case 200 ->
                                        "There is no token in the answer, so it is not an edge's: check the address.";
                                case 401, 403 ->
                                        "No environment that this edge serves has this key: check it in Harness; ingest must be able to read the keys (upstream-admin), and the edge the environment.";
                                case 404, 405 ->
                                        "What is in front of the edge does not pass POST /client/auth on.";
                                case 500 ->
                                        "The edge cannot decide yet: it has no contact with Kafka, or has not read all keys (edge-health).";
                                default -> "Look at the edge's log, and at what is in front of it.";
                            });
        }
    }
}
