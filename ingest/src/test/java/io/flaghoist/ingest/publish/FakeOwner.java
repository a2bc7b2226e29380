package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.ingest.environment.LogTail;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An owner that is asked for heartbeats and told what becomes of them. */
final class FakeOwner implements EnvironmentOwner {
    final List<Heartbeat> committed = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();
    final List<String> suspicions = new CopyOnWriteArrayList<>();
    private final EnvironmentId environment;
    private long sequence;

    FakeOwner() {
        this("env-1");
    }

    FakeOwner(String environment) {
        this.environment = new EnvironmentId(environment);
    }

    @Override
    public EnvironmentId environment() {
        return environment;
    }

    @Override
    public Heartbeat announcement(LogTail tail, boolean isAsKnown) {
        return next(tail.ownership()).orElseThrow();
    }

    @Override
    public Optional<Heartbeat> next(long ownership) {
        Instant now = Instant.now();
        return Optional.of(
                new Heartbeat(
                        environment,
                        "test",
                        ++sequence,
                        new Position(ownership, 1),
                        "0".repeat(32),
                        1,
                        now,
                        Optional.of(new Heartbeat.Proof(now, Duration.ZERO)),
                        Optional.empty(),
                        Heartbeat.Upstream.STREAMING,
                        now,
                        new ArrayList<>(),
                        0,
                        new ArrayList<>(),
                        "",
                        Optional.empty(),
                        Optional.empty()));
    }

    @Override
    public void committed(Heartbeat heartbeat) {
        committed.add(heartbeat);
    }

    @Override
    public void lost(long ownership, String reason, Instant since) {
        lost.add(reason);
    }

    @Override
    public void suspicious(String why) {
        suspicions.add(why);
    }

    @Override
    public void kafkaAnswers() {}
}
