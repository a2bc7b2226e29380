package io.flaghoist.console.doctor;

import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Examines a relay from outside: Kafka, upstream and edges at once, as each waits for the network.
 * Nothing is written anywhere, and no ill system makes it throw: what cannot be examined is said.
 * Takes as long as streams are watched, a little more where something does not answer.
 */
public final class Doctor {
    /** Sections wait for at most a handful of answers one after the other. */
    private static final int ANSWERS_IN_A_ROW = 8;

    private final InstantSource clock;
    private final Map<String, String> environment;
    private final TlsProbe tls;

    Doctor(InstantSource clock, Map<String, String> environment, TlsProbe tls) {
        this.clock = clock;
        this.environment = Map.copyOf(environment);
        this.tls = tls;
    }

    /** One that goes by this machine's clock, variables and trusted certificates. */
    public static Doctor ofThisMachine() {
        return new Doctor(InstantSource.system(), System.getenv(), TlsProbe.ofThisMachine());
    }

    /**
     * Examines what {@code settings} name. Blocks; when interrupted, what is not known yet is
     * skipped.
     *
     * @param progress told of each section that is done
     */
    public Diagnosis examine(DoctorSettings settings, Progress progress) {
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("doctor-", 0).factory());
        try (var http = new HttpProbe(settings.limits(), clock)) {
            var sections = new ArrayList<Section>();
            var logFindings = new Findings();
            Future<Map<EnvironmentId, Long>> log = threads.submit(() -> log(settings, logFindings));
            sections.add(new Section("log", logFindings, log));
            sections.add(
                    section("upstream", threads, findings -> upstream(settings, http, findings)));
            for (EdgeAccess edge : settings.edges()) {
                sections.add(
                        section(
                                "edge",
                                threads,
                                findings -> edge(edge, settings, http, findings, log)));
            }
            if (settings.edges().isEmpty()) {
                sections.add(section("edge", threads, EdgeExamination::notGiven));
            }
            return collect(sections, settings, progress);
        } finally {
            // Not closed: that would wait for what does not heed the interruption.
            threads.shutdownNow();
        }
    }

    /**
     * @param findings what there is so far
     * @param end done when there will be no more
     */
    private record Section(String name, Findings findings, Future<?> end) {}

    private static Section section(
            String name, ExecutorService threads, Consumer<Findings> examination) {
        var findings = new Findings();
        return new Section(name, findings, threads.submit(() -> examination.accept(findings)));
    }

    private Map<EnvironmentId, Long> log(DoctorSettings settings, Findings findings)
            throws InterruptedException {
        return settings.log().isPresent()
                ? new LogExamination(settings.log().get(), settings, clock, findings).examine()
                : LogExamination.notGiven(findings);
    }

    private void upstream(DoctorSettings settings, HttpProbe http, Findings findings) {
        if (settings.upstream().isPresent()) {
            new UpstreamExamination(
                            settings.upstream().get(),
                            settings.limits(),
                            http,
                            network("upstream", settings),
                            findings)
                    .examine();
        } else {
            UpstreamExamination.notGiven(findings);
        }
    }

    private void edge(
            EdgeAccess edge,
            DoctorSettings settings,
            HttpProbe http,
            Findings findings,
            Future<Map<EnvironmentId, Long>> log) {
        new EdgeExamination(edge, settings.limits(), http, network("edge", settings), findings)
                .examine(() -> waitFor(log));
    }

    /** Where the log cannot be examined, nothing is known of its end. */
    private static Map<EnvironmentId, Long> waitFor(Future<Map<EnvironmentId, Long>> log) {
        try {
            return log.get();
        } catch (ExecutionException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private NetworkChecks network(String kind, DoctorSettings settings) {
        return new NetworkChecks(kind, settings.limits(), tls, clock, environment);
    }

    private static Diagnosis collect(
            List<Section> sections, DoctorSettings settings, Progress progress) {
        var checks = new ArrayList<Check>();
        long deadline = System.nanoTime() + patience(settings).toNanos();
        progress.begin("Examining", sections.size());
        for (Section section : sections) {
            Optional<Check> unfinished = await(section, deadline);
            checks.addAll(section.findings().checks());
            unfinished.ifPresent(checks::add);
            progress.advance(1);
        }
        progress.end();
        return new Diagnosis(checks);
    }

    /** What is to be said of a section that did not come to its end. */
    private static Optional<Check> await(Section section, long deadline) {
        try {
            section.end().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return Optional.empty();
        } catch (TimeoutException e) {
            return unfinished(section, Outcome.WRONG, "It did not come to an end in time.");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return unfinished(
                    section,
                    Outcome.WRONG,
                    "The examination itself failed: " + Findings.place(cause) + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unfinished(section, Outcome.SKIPPED, "Interrupted.");
        }
    }

    private static Optional<Check> unfinished(Section section, Outcome outcome, String finding) {
        String advice = outcome == Outcome.SKIPPED ? "" : Findings.REPORT;
        return Optional.of(new Check("examination", section.name(), outcome, finding, advice));
    }

    private static Duration patience(DoctorSettings settings) {
        DoctorLimits limits = settings.limits();
        Duration kafka =
                settings.log()
                        .map(log -> log.answerTimeout().multipliedBy(ANSWERS_IN_A_ROW))
                        .orElse(Duration.ZERO);
        Duration keys =
                limits.answer()
                        .multipliedBy(
                                settings.upstream()
                                        .map(of -> 2L * of.apiKeys().keys().size())
                                        .orElse(0L));
        return kafka.plus(keys)
                .plus(limits.answer().multipliedBy(ANSWERS_IN_A_ROW))
                .plus(limits.connect().multipliedBy(ANSWERS_IN_A_ROW))
                .plus(limits.statusWait())
                .plus(limits.streamWatch());
    }
}
