package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.UpstreamExamination.encoded;

import java.net.http.HttpRequest;
import java.util.Optional;

/** Examines Harness's admin service as ingest uses it: whether SDK keys can be read. */
final class AdminExamination {
    static final String NAME = "upstream-admin";

    private final HttpProbe http;
    private final NetworkChecks network;
    private final Findings findings;

    AdminExamination(HttpProbe http, NetworkChecks network, Findings findings) {
        this.http = http;
        this.network = network;
        this.findings = findings;
    }

    /**
     * @param environment to ask for, by the token of a key that was accepted
     */
    void examine(Optional<AdminAccess> access, Optional<TokenClaims> environment) {
        if (access.isEmpty()) {
            findings.skipped(NAME, "admin service", "No admin service was given.");
            return;
        }
        AdminAccess admin = access.get();
        String subject = Words.of(admin.service());
        if (!network.examine(admin.service(), findings)) {
            findings.skipped(NAME, subject, "The admin service cannot be reached.");
        } else if (!admin.token().value().matches("[!-~]+")) {
            findings.wrong(
                    NAME,
                    subject,
                    "The token is empty, or holds characters that no header can carry.",
                    "Copy it anew: ADMIN_SERVICE_TOKEN has letters, digits and dots.");
        } else if (environment.isEmpty()) {
            findings.skipped(
                    NAME,
                    subject,
                    "No API key was accepted, so there is no environment to ask for.");
        } else {
            judge(subject, http.ask(request(admin, environment.get())));
        }
    }

    private void judge(String subject, HttpResult result) {
        switch (result) {
            case HttpResult.Unanswered(var reason) ->
                    findings.wrong(
                            NAME,
                            subject,
                            "No answer: " + reason + ".",
                            "Ingest cannot read which SDK keys exist: look at what is between here and the admin service.");
            case HttpResult.Answered answered when isPage(answered) ->
                    findings.ok(
                            NAME,
                            subject,
                            "SDK keys can be read, after %s.".formatted(Words.of(answered.took())));
            case HttpResult.Answered answered when answered.status() == 200 ->
                    Impostor.tell(
                            findings,
                            NAME,
                            subject,
                            "ADMIN_SERVICE: it ends in /gateway/cf",
                            answered);
            case HttpResult.Answered answered ->
                    findings.wrong(
                            NAME,
                            subject,
                            "SDK keys cannot be read: refused with %d."
                                    .formatted(answered.status()),
                            advice(answered.status()));
        }
    }

    private static boolean isPage(HttpResult.Answered answered) {
        return answered.status() == 200
                && answered.json().map(page -> page.path("apiKeys").isArray()).orElse(false);
    }

    private static String advice(int status) {
        return switch (status) {
            case 401, 403 ->
                    "The token must belong to a service account that may view environments of these projects (ADMIN_SERVICE_TOKEN), and be valid still.";
            case 400, 404 ->
                    "Check ADMIN_SERVICE (it ends in /gateway/cf), ACCOUNT_IDENTIFIER and ORG_IDENTIFIER.";
            default ->
                    "The service, or a proxy in front of it, fails. Try again; if it stays, see status.harness.io.";
        };
    }

    private static HttpRequest.Builder request(AdminAccess admin, TokenClaims claims) {
        String query =
                "/admin/apikey?accountIdentifier=%s&orgIdentifier=%s&projectIdentifier=%s&environmentIdentifier=%s&pageNumber=0&pageSize=1"
                        .formatted(
                                encoded(admin.account()),
                                encoded(admin.organization()),
                                encoded(claims.project()),
                                encoded(claims.environmentName()));
        return HttpRequest.newBuilder(HttpProbe.below(admin.service(), query))
                .header("x-api-key", admin.token().value())
                .GET();
    }
}
