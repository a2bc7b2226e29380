package io.flaghoist.console.doctor;

import io.flaghoist.console.progress.Progress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

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
            Future<LogView> log = threads.submit(() -> log(settings));
            List<Section> sections = new ArrayList<>();
            sections.add(new Section("log", threads.submit(() -> log.get().checks())));
            sections.add(new Section("upstream", threads.submit(() -> upstream(settings, http))));
            for (EdgeAccess edge : settings.edges()) {
                sections.add(
                        new Section(
                                "edge",
                                threads.submit(edge(edge, settings, http, () -> waitFor(log)))));
            }
            return collect(sections, settings, progress);
        } finally {
            // Not closed: that would wait for what does not heed the interruption.
            threads.shutdownNow();
        }
    }

    private record Section(String name, Future<List<Check>> checks) {}

    private LogView log(DoctorSettings settings) throws InterruptedException {
        return settings.log().isPresent()
                ? new LogExamination(settings.log().get(), settings, clock).examine()
                : LogExamination.notGiven();
    }

    /** Where the log cannot be examined, nothing is known of its end. */
    private static LogView waitFor(Future<LogView> log) {
        try {
            return log.get();
        } catch (ExecutionException e) {
            return new LogView(List.of(), Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new LogView(List.of(), Map.of());
        }
    }

    private List<Check> upstream(DoctorSettings settings, HttpProbe http) {
        return settings.upstream()
                .map(upstream ->
                        new UpstreamExamination(
                                        upstream,
                                        settings.limits(),
                                        http,
                                        network("upstream", settings))
                                .examine())
                .orElseGet(UpstreamExamination::notGiven);
    }

    private Callable<List<Check>> edge(
            EdgeAccess edge, DoctorSettings settings, HttpProbe http, Supplier<LogView> log) {
        return () ->
                new EdgeExamination(edge, settings.limits(), http, network("edge", settings))
                        .examine(() -> log.get().revisions());
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
            checks.addAll(await(section, deadline));
            progress.advance(1);
        }
        progress.end();
        if (settings.edges().isEmpty()) {
            checks.addAll(EdgeExamination.notGiven());
        }
        return new Diagnosis(checks);
    }

    private static List<Check> await(Section section, long deadline) {
        try {
            return section.checks().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return unfinished(section, "It did not come to an end in time.", Outcome.WRONG);
        } catch (ExecutionException e) {
            return unfinished(
                    section, "The examination itself failed: " + place(e) + ".", Outcome.WRONG);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unfinished(section, "Interrupted.", Outcome.SKIPPED);
        }
    }

    /** Class and place alone: what nobody expected may say anything, secrets too. */
    private static String place(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static List<Check> unfinished(Section section, String finding, Outcome outcome) {
        String advice =
                outcome == Outcome.SKIPPED
                        ? ""
                        : "Examine again; if it stays, report it with the output of a thread dump (jcmd <pid> Thread.print).";
        return List.of(new Check("examination", section.name(), outcome, finding, advice));
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
