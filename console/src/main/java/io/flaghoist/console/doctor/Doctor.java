package io.flaghoist.console.doctor;

import io.flaghoist.history.progress.Progress;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Examines a relay from outside: Kafka, upstream and edges at once, as each waits for the network.
 * Probes write nothing; what they cannot find out is reported as such, not thrown. Takes as long as
 * streams are watched, a little more where something does not answer.
 */
public final class Doctor {
    /** A section waits for at most so many answers one after the other. */
    private static final int ANSWERS_IN_A_ROW = 8;

    private final InstantSource clock;
    private final Map<String, String> environment;
    private final TlsProbe tls;

    Doctor(InstantSource clock, Map<String, String> environment, TlsProbe tls) {
        this.clock = clock;
        this.environment = Map.copyOf(environment);
        this.tls = tls;
    }

    /** With this machine's clock, variables and trusted certificates. */
    public static Doctor ofThisMachine() {
        return new Doctor(InstantSource.system(), System.getenv(), TlsProbe.ofThisMachine());
    }

    /**
     * Examines what {@code settings} name. Blocks; when interrupted, what is not known yet is
     * skipped.
     *
     * @param progress advances with each section that is done
     */
    public Diagnosis examine(DoctorSettings settings, Progress progress) {
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("doctor-", 0).factory());
        var logEnds = new CompletableFuture<Map<EnvironmentId, Long>>();
        try (var http = new HttpProbe(settings.limits(), clock)) {
            var network = new NetworkProbe(settings.limits().connect(), tls, clock, environment);
            var probes = new Probes(settings.limits(), http, network);
            var sections = new ArrayList<Section>();
            sections.add(new Section("log", threads, it -> log(settings, it, logEnds)));
            sections.add(new Section("upstream", threads, it -> upstream(settings, probes, it)));
            for (EdgeAccess edge : settings.edges()) {
                sections.add(new Section("edge", threads, it -> edge(edge, probes, it, logEnds)));
            }
            if (settings.edges().isEmpty()) {
                sections.add(
                        new Section(
                                "edge",
                                threads,
                                it -> it.skip("not-given", "edges", "edge-address")));
            }
            return collect(sections, patience(settings), progress);
        } finally {
            // Not closed: that would wait for threads that ignore interruption.
            threads.shutdownNow();
        }
    }

    private void log(
            DoctorSettings settings,
            Report report,
            CompletableFuture<Map<EnvironmentId, Long>> ends) {
        try {
            if (settings.log().isPresent()) {
                var log = settings.log().get();
                ends.complete(new KafkaExamination(log, settings, clock, report).examine());
            } else {
                report.skip("not-given", "Kafka", "broker-address");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ends.complete(Map.of()); // of no effect where they are known
        }
    }

    private static void upstream(DoctorSettings settings, Probes probes, Report report) {
        if (settings.upstream().isPresent()) {
            new UpstreamExamination(settings.upstream().get(), probes, report).examine();
        } else {
            report.skip("not-given", "upstream", "upstream-address");
        }
    }

    private static void edge(
            EdgeAccess edge,
            Probes probes,
            Report report,
            CompletableFuture<Map<EnvironmentId, Long>> logEnds) {
        new EdgeExamination(edge, probes, report).examine(logEnds::join);
    }

    private static Diagnosis collect(List<Section> sections, Duration patience, Progress progress) {
        var checks = new ArrayList<Check>();
        long deadline = System.nanoTime() + patience.toNanos();
        progress.begin("Examining", sections.size());
        for (Section section : sections) {
            checks.addAll(section.await(deadline));
            progress.advance(1);
        }
        progress.end();
        return new Diagnosis(checks);
    }

    private static Duration patience(DoctorSettings settings) {
        DoctorLimits limits = settings.limits();
        int keys = settings.upstream().map(it -> it.apiKeys().keys().size()).orElse(0);
        Duration kafka = settings.log().map(it -> it.answerTimeout()).orElse(Duration.ZERO);
        return kafka.plus(limits.answer())
                .plus(limits.connect())
                .multipliedBy(ANSWERS_IN_A_ROW)
                .plus(limits.answer().multipliedBy(2L * keys))
                .plus(limits.statusWait())
                .plus(limits.streamWatch());
    }
}
