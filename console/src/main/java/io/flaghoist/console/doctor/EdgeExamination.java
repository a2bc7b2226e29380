package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.when;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Examines an edge as SDKs reach it, through what stands in front of it. */
record EdgeExamination(EdgeAccess access, Probes probes, Report report) {
    private static final String READY = "edge-ready";
    private static final String HEALTH = "edge-health";
    private static final String REVISION = "edge-revision";
    private static final String AUTH = "edge-auth";
    private static final String STREAM = "edge-stream";

    /**
     * @param logEnds where each environment's log ends; waits until that is known
     */
    void examine(Supplier<Map<EnvironmentId, Long>> logEnds) {
        if (!probes.network().check("edge", access.url(), report)) {
            report.skip("unreachable", subject(), READY, "clock", AUTH, STREAM, HEALTH, REVISION);
            return;
        }
        report.attempt(READY, subject(), this::ready);
        access.sdkKey()
                .ifPresentOrElse(
                        key -> report.attempt(STREAM, subject(), () -> stream(key)),
                        () -> report.skip("no-sdk-key", subject(), AUTH, STREAM));
        // Last, so that the edge had time to read what the log held when it was examined.
        report.attempt(HEALTH, subject(), () -> health(logEnds.get()));
    }

    private HttpAnswer get(String path) {
        return probes.http().send(HttpProbe.get(access.url(), path));
    }

    private void ready() {
        HttpAnswer answer = get("/ready");
        report.add(READY, answer.status(), subject(), answer.values());
        if (!answer.isMissing()) {
            ClockOffset.check(subject(), answer, report);
        }
    }

    private void stream(Secret key) {
        HttpAnswer answer = probes.http().authenticate(access.url(), key);
        Optional<TokenClaims> claims = answer.claims();
        report.add(
                AUTH,
                claims.isPresent() ? "ok" : answer.status(),
                "SDK key " + key.alias() + " at " + subject(),
                answer.values());
        if (claims.isEmpty()) {
            report.skip("sdk-key-refused", subject(), STREAM);
            return;
        }
        var request =
                claims.get().get(access.url(), "/stream?cluster=1").header("API-Key", key.value());
        new StreamProbe(probes.limits(), HttpAnswer.via(answer.headers()))
                .watch(probes.http(), request)
                .report(STREAM, subject(), report);
    }

    private void health(Map<EnvironmentId, Long> logEnds) {
        HttpAnswer answer = get("/health");
        JsonNode body = answer.json();
        if (body.path("environments").isArray()) {
            health(body);
            revisions(body.path("environments"), logEnds);
        } else {
            report.add(HEALTH, answer.status(), subject(), answer.values());
            report.skip("no-health", subject(), REVISION);
        }
    }

    private void health(JsonNode body) {
        boolean isStale = body.path("stale").asBoolean();
        long quarantined = body.path("quarantinedRecords").asLong();
        int failing = body.path("failingFlags").size();
        JsonNode worst = body.path("environments").path(0);
        String what = worst.path("problem").path("what").asText("");
        var values =
                Map.of(
                        "node", "Edge " + body.path("node").asText("without a name"),
                        "worst", "environment " + worst.path("id").asText() + ": " + what,
                        "quarantined", Format.count(quarantined, "record"),
                        "failing", Format.count(failing, "flag"),
                        "environments",
                                Format.count(body.path("environments").size(), "environment"),
                        "upstream", body.path("streamStatus").path("state").asText("unknown"));
        report.addAllOrOk(
                HEALTH,
                subject(),
                values,
                when(isStale && what.isEmpty(), "no-kafka"),
                when(isStale && !what.isEmpty(), "stale"),
                when(!isStale && !body.path("caughtUp").asBoolean(true), "behind"),
                when(quarantined > 0, "quarantined"),
                when(failing > 0, "failing-flags"));
    }

    private void revisions(JsonNode environments, Map<EnvironmentId, Long> logEnds) {
        var absent = new TreeMap<>(logEnds);
        int current = 0;
        for (JsonNode environment : environments) {
            String id = environment.path("id").asText("");
            if (EnvironmentId.isValid(id)) {
                Long end = absent.remove(new EnvironmentId(id));
                current += isCurrent(id, environment, Optional.ofNullable(end)) ? 1 : 0;
            }
        }
        absent.keySet().forEach(id -> report.add(REVISION, "absent", subject(), Map.of("id", id)));
        if (current > 0) {
            String count = Format.count(current, "environment");
            report.add(REVISION, "ok", subject(), Map.of("environments", count));
        }
    }

    private boolean isCurrent(String id, JsonNode environment, Optional<Long> end) {
        long here = environment.path("revision").asLong();
        long behind = end.orElse(0L) - here;
        String state = environment.path("state").asText("");
        boolean isServing = state.equals("SERVING");
        var values = Map.of("id", id, "here", here, "end", end.orElse(0L), "behind", behind);
        return !state.equals("RETIRED")
                && !report.addAll(
                        REVISION,
                        subject(),
                        values,
                        when(!isServing, "incomplete"),
                        when(isServing && end.isEmpty(), "unknown-end"),
                        when(isServing && end.isPresent() && behind > 0, "behind"));
    }

    private String subject() {
        return Format.of(access.url());
    }
}
