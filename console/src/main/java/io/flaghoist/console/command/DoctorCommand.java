package io.flaghoist.console.command;

import io.flaghoist.console.doctor.AdminAccess;
import io.flaghoist.console.doctor.Check;
import io.flaghoist.console.doctor.Diagnosis;
import io.flaghoist.console.doctor.Doctor;
import io.flaghoist.console.doctor.DoctorLimits;
import io.flaghoist.console.doctor.DoctorSettings;
import io.flaghoist.console.doctor.EdgeAccess;
import io.flaghoist.console.doctor.Outcome;
import io.flaghoist.console.doctor.UpstreamAccess;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: does everything work, and what to do if not. */
@Command(
        name = "doctor",
        description =
                "Examines brokers, topics, this principal's rights, clocks, ingest, Harness SaaS, edges and their streams with the proxies in front of them, and says what to do. Writes nothing. Takes as long as streams are watched.",
        footer = {
            "",
            "Secrets come from variables, or from files that NAME_FILE names, never from options: API_KEYS, ADMIN_SERVICE_TOKEN (with ACCOUNT_IDENTIFIER, ORG_IDENTIFIER, ADMIN_SERVICE)",
            "as ingest has them, and SDK_KEY for the edges' streams. Checks without these are skipped, and reported as skipped.",
            "",
            "  SDK_KEY=sample-server-key flaghoist doctor --edge http://127.0.0.1:7000"
        })
final class DoctorCommand extends BaseCommand {
    private static final String SAAS = "https://config.ff.harness.io/api/1.0";
    private static final String SAAS_ADMIN = "https://app.harness.io/gateway/cf";

    @Option(
            names = {"-e", "--env"},
            paramLabel = "ID",
            description = "only this environment; may be repeated (all that are visible)")
    private List<String> environments = new ArrayList<>();

    @Option(
            names = "--edge",
            paramLabel = "URL",
            description = "an edge, with the base URL that SDKs have; may be repeated")
    private List<String> edges = new ArrayList<>();

    @Option(
            names = "--client-service",
            paramLabel = "URL",
            defaultValue = "${env:CLIENT_SERVICE}",
            description = "where ingest reads flags; $CLIENT_SERVICE (with API_KEYS: " + SAAS + ")")
    private @Nullable String clientService;

    @Option(
            names = "--watch-streams",
            paramLabel = "SECONDS",
            defaultValue = "40",
            description = "how long streams are watched (${DEFAULT-VALUE})")
    private int watchSeconds;

    @Option(names = "--no-kafka", description = "do not examine Kafka")
    private boolean isWithoutKafka;

    @Override
    public Integer call() {
        Diagnosis diagnosis =
                Doctor.ofThisMachine()
                        .examine(settings(variables(System.getenv())), output.progress());
        out().print(() -> text(diagnosis), () -> diagnosis);
        return diagnosis.verdict() == Outcome.WRONG ? ExitCode.NOT_INTACT : ExitCode.DONE;
    }

    private static Map<String, String> variables(Map<String, String> environment) {
        return LogOptions.variables(environment, "API_KEYS", "ADMIN_SERVICE_TOKEN", "SDK_KEY")
                .all();
    }

    private DoctorSettings settings(Map<String, String> variables) {
        var asked = new LinkedHashSet<EnvironmentId>();
        environments.forEach(it -> asked.add(Arguments.environment(it)));
        Optional<Secret> sdkKey = secret(variables, "SDK_KEY");
        DoctorLimits limits = DoctorLimits.defaults();
        return new DoctorSettings(
                isWithoutKafka ? Optional.empty() : Optional.of(kafka.connection()),
                asked,
                upstream(variables),
                edges.stream().map(it -> new EdgeAccess(url("--edge", it), sdkKey)).toList(),
                limits.withStreams(Duration.ofSeconds(watchSeconds), limits.heartbeat()));
    }

    private Optional<UpstreamAccess> upstream(Map<String, String> variables) {
        ApiKeys keys = ApiKeys.of(variables.getOrDefault("API_KEYS", ""));
        boolean isNamed = clientService != null && !clientService.isEmpty();
        if (keys.isEmpty() && !isNamed) {
            return Optional.empty();
        }
        return Optional.of(
                new UpstreamAccess(
                        url("--client-service", isNamed ? String.valueOf(clientService) : SAAS),
                        keys,
                        admin(variables)));
    }

    private static Optional<AdminAccess> admin(Map<String, String> variables) {
        return secret(variables, "ADMIN_SERVICE_TOKEN")
                .map(token ->
                        new AdminAccess(
                                url(
                                        "ADMIN_SERVICE",
                                        variables.getOrDefault("ADMIN_SERVICE", SAAS_ADMIN)),
                                token,
                                variables.getOrDefault("ACCOUNT_IDENTIFIER", ""),
                                variables.getOrDefault("ORG_IDENTIFIER", "")));
    }

    private static Optional<Secret> secret(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name))
                .map(Secret::new)
                .filter(it -> !it.isEmpty());
    }

    private static URI url(String where, String text) {
        URI url = URI.create("");
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            // Reported below, as any other invalid URL.
        }
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null) {
            throw new BadArgumentException(
                    where + " takes a URL with http or https, for instance http://127.0.0.1:7000.");
        }
        return url;
    }

    private static String text(Diagnosis diagnosis) {
        return diagnosis.checks().stream()
                        .map(it -> text(it) + System.lineSeparator())
                        .collect(Collectors.joining())
                + "%d ok, %d warnings, %d wrong, %d skipped."
                        .formatted(
                                diagnosis.count(Outcome.OK),
                                diagnosis.count(Outcome.WARNING),
                                diagnosis.count(Outcome.WRONG),
                                diagnosis.count(Outcome.SKIPPED));
    }

    private static String text(Check it) {
        String head =
                "%-8s %s %s: %s".formatted(it.outcome(), it.name(), it.subject(), it.finding());
        return head
                + it.advice()
                        .lines()
                        .map(line -> System.lineSeparator() + "         → " + line)
                        .collect(Collectors.joining());
    }
}
