package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.first;
import static io.flaghoist.console.doctor.State.when;

import io.flaghoist.saas.Secret;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Examines Harness SaaS as ingest uses it: network, keys, reads, the admin service, the stream. */
record UpstreamExamination(UpstreamAccess access, Probes probes, Report report) {
    private static final String AUTH = "upstream-auth";
    private static final String READ = "upstream-read";
    private static final String ADMIN = "upstream-admin";
    private static final String STREAM = "upstream-stream";

    void examine() {
        if (!probes.network().check("upstream", access.clientService(), report)) {
            report.skip("unreachable", subject(), AUTH, READ, "clock", STREAM);
        } else if (access.apiKeys().isEmpty()) {
            report.skip("no-api-key", subject(), AUTH, READ, STREAM);
        } else {
            keys();
        }
    }

    /** An API key, and the answer to its authentication. */
    private record Authentication(Secret key, HttpAnswer answer, Optional<TokenClaims> claims) {}

    private void keys() {
        var all = access.apiKeys().keys().stream().map(this::authenticate).toList();
        all.stream()
                .map(Authentication::answer)
                .filter(answer -> !answer.isMissing())
                .findFirst()
                .ifPresent(this::proxyAndClock);
        var accepted = all.stream().filter(it -> it.claims().isPresent()).findFirst();
        Optional<TokenClaims> claims = accepted.flatMap(Authentication::claims);
        report.attempt(ADMIN, "admin service", () -> admin(claims));
        if (claims.isPresent()) {
            report.attempt(STREAM, subject(), () -> stream(accepted.orElseThrow(), claims.get()));
        } else {
            report.skip("not-accepted", subject(), READ, STREAM);
        }
    }

    private Authentication authenticate(Secret key) {
        HttpAnswer answer = probes.http().authenticate(access.clientService(), key);
        Optional<TokenClaims> claims = answer.claims();
        String accepted = answer.isSlow() ? "slow" : "ok";
        Object refused = answer.status() / 100 == 3 ? "redirect" : answer.status();
        report.add(
                AUTH,
                claims.isPresent() ? accepted : refused,
                "API key " + key.alias(),
                answer.values());
        claims.ifPresent(it -> report.attempt(READ, subject(), () -> read(it)));
        return new Authentication(key, answer, claims);
    }

    private void read(TokenClaims claims) {
        String path =
                "/client/env/%s/feature-configs?cluster=%s"
                        .formatted(
                                encoded(claims.environment()),
                                encoded(claims.names().clusterIdentifier()));
        HttpAnswer answer = probes.http().send(get(claims, path));
        String state =
                first(
                        "ok",
                        when(answer.isMissing(), "0"),
                        when(answer.status() != 200, "refused"),
                        when(answer.body().length == HttpAnswer.MAX_BODY, "too-large"),
                        when(!answer.json().isArray(), "200"),
                        when(answer.isSlow(), "slow"));
        report.add(READ, state, "environment " + claims.environment(), answer.values());
    }

    private void proxyAndClock(HttpAnswer answer) {
        String state = HttpAnswer.traces(answer.headers()).isEmpty() ? "none" : "traces";
        report.add(
                "upstream-proxy", answer.isCached() ? "cached" : state, subject(), answer.values());
        ClockOffset.check(subject(), answer, report);
    }

    private void stream(Authentication accepted, TokenClaims claims) {
        String path =
                "/stream?cluster=" + encoded(claims.names().clusterIdentifier()) + "&stream=*";
        new StreamProbe(probes.limits(), HttpAnswer.via(accepted.answer().headers()))
                .watch(probes.http(), get(claims, path).header("API-Key", accepted.key().value()))
                .report(STREAM, subject(), report);
    }

    private HttpRequest.Builder get(TokenClaims claims, String path) {
        return claims.get(access.clientService(), path)
                .header("Harness-EnvironmentID", claims.environment())
                .header("Harness-SDK-Info", "Flaghoist doctor Server");
    }

    /**
     * @param claims of a key that was accepted: they name an environment to ask for
     */
    private void admin(Optional<TokenClaims> claims) {
        if (access.admin().isEmpty()) {
            report.skip("no-admin", "admin service", ADMIN);
            return;
        }
        AdminAccess admin = access.admin().get();
        String at = Format.of(admin.service());
        if (!probes.network().check("upstream", admin.service(), report)) {
            report.skip("unreachable", at, ADMIN);
        } else if (!admin.token().value().matches("[!-~]+")) {
            report.add(ADMIN, "bad-token", at);
        } else if (claims.isEmpty()) {
            report.skip("not-accepted", at, ADMIN);
        } else {
            HttpAnswer answer = probes.http().send(keyPage(admin, claims.get()));
            boolean isPage = answer.status() == 200 && answer.json().path("apiKeys").isArray();
            report.add(ADMIN, isPage ? "ok" : answer.status(), at, answer.values());
        }
    }

    private static HttpRequest.Builder keyPage(AdminAccess admin, TokenClaims claims) {
        String path =
                "/admin/apikey?accountIdentifier=%s&orgIdentifier=%s&projectIdentifier=%s&environmentIdentifier=%s&pageNumber=0&pageSize=1"
                        .formatted(
                                encoded(admin.account()),
                                encoded(admin.organization()),
                                encoded(claims.names().projectIdentifier()),
                                encoded(claims.names().environmentIdentifier()));
        return HttpProbe.get(admin.service(), path).header("x-api-key", admin.token().value());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String subject() {
        return Format.of(access.clientService());
    }
}
