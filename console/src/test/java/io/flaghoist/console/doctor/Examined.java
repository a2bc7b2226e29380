package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A diagnosis as tests want to look at it, and the ways to one. */
record Examined(Diagnosis diagnosis) {
    /** Short: tests that wait for something say so. */
    static final DoctorLimits QUICK =
            DoctorLimits.defaults()
                    .withAnswer(Duration.ofSeconds(2))
                    .withStatusWait(Duration.ofMillis(300))
                    .withStreams(Duration.ofMillis(1_500), Duration.ofMillis(700));

    static final EnvironmentId DEV = new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");

    static LogConnection log(String bootstrapServers, TopicCatalogue topics) {
        return new LogConnection(
                KafkaConnection.to(bootstrapServers), topics, Duration.ofSeconds(5));
    }

    static Examined log(LogConnection log, DoctorLimits limits, EnvironmentId... environments) {
        return of(
                new DoctorSettings(
                        Optional.of(log),
                        Set.of(environments),
                        Optional.empty(),
                        List.of(),
                        limits));
    }

    static Examined upstream(URI clientService, String keys, DoctorLimits limits) {
        return upstream(
                new UpstreamAccess(clientService, ApiKeys.of(keys), Optional.empty()), limits);
    }

    static Examined upstream(UpstreamAccess access, DoctorLimits limits) {
        return of(
                new DoctorSettings(
                        Optional.empty(), Set.of(), Optional.of(access), List.of(), limits));
    }

    static Examined edge(URI url, String sdkKey, DoctorLimits limits) {
        var edge =
                new EdgeAccess(url, Optional.of(new Secret(sdkKey)).filter(key -> !key.isEmpty()));
        return of(
                new DoctorSettings(
                        Optional.empty(), Set.of(), Optional.empty(), List.of(edge), limits));
    }

    static Examined of(DoctorSettings settings) {
        var examined = new Examined(Doctor.ofThisMachine().examine(settings, Progress.NONE));
        assertThat(examined.toString()).as("placeholders").doesNotContainPattern("\\{[A-Za-z]");
        assertThat(examined.toString()).doesNotContain("The check itself failed");
        return examined;
    }

    List<Check> named(String name) {
        return diagnosis.checks().stream().filter(check -> check.name().equals(name)).toList();
    }

    /** The checks of this name and outcome, as text. */
    String text(String name, Outcome outcome) {
        return named(name).stream()
                .filter(check -> check.outcome() == outcome)
                .map(Examined::text)
                .collect(Collectors.joining("\n"));
    }

    Outcome worst(String name) {
        return new Diagnosis(named(name)).verdict();
    }

    /** All names, each once, in their order. */
    List<String> names() {
        return diagnosis.checks().stream().map(Check::name).distinct().toList();
    }

    @Override
    public String toString() {
        return diagnosis.checks().stream()
                .map(check -> "%-8s %s".formatted(check.outcome(), text(check)))
                .collect(Collectors.joining("\n"));
    }

    private static String text(Check check) {
        return "%s [%s] %s -> %s"
                .formatted(check.name(), check.subject(), check.finding(), check.advice());
    }
}
