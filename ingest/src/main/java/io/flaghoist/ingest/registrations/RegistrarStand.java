package io.flaghoist.ingest.registrations;

import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.OneProblem;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Where one environment's registrations stand. Written by their thread, read by any. */
final class RegistrarStand {
    private final EnvironmentId environment;
    private final Registrar.Tools tools;
    private final OneProblem problem;
    private volatile RegistrarStatus status;

    RegistrarStand(EnvironmentId environment, Registrar.Tools tools) {
        this.environment = environment;
        this.tools = tools;
        this.problem =
                new OneProblem(
                        "Registrations of environment " + environment,
                        "they wait on the topic "
                                + tools.topic().name()
                                + " as long as its retention allows; everything else goes on",
                        "upstream.clientService and the API keys; this principal's READ permission on the topic and on"
                                + " groups that begin with the prefix",
                        tools.clock());
        this.status = new RegistrarStatus(environment, 0, Optional.empty(), Optional.empty());
    }

    RegistrarStatus status() {
        return status;
    }

    /** It stands like this now. */
    void is(RegistrationQueue<RecordOffset> line, long unread, Optional<String> wrong) {
        wrong.ifPresentOrElse(problem::raise, problem::clear);
        OptionalLong oldest = line.oldestMillis();
        long now = tools.clock().millis();
        double age = oldest.isEmpty() ? 0 : Math.max(0, now - oldest.getAsLong()) / 1000.0;
        tools.metrics().stand(environment, line.size(), age, unread);
        status =
                new RegistrarStatus(
                        environment,
                        line.size(),
                        oldest.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(oldest.getAsLong())),
                        problem.current());
    }
}
