package io.flaghoist.ingest.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.environment.EnvironmentStatus;
import io.flaghoist.ingest.environment.EnvironmentWorker;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.RemovalHold;
import io.flaghoist.ingest.targets.TargetPollers.TargetStatus;
import io.flaghoist.log.delivery.DeliveryStatus;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parts of the body of {@code GET /health}. What is absent is null. */
final class HealthJson {
    private HealthJson() {}

    static <T> void putAll(
            ObjectNode to, String name, Collection<T> elements, Function<T, JsonNode> json) {
        ArrayNode array = to.putArray(name);
        elements.forEach(element -> array.add(json.apply(element)));
    }

    /** The gravest problem is {@code problem}; ages are in seconds. */
    static ObjectNode environment(EnvironmentWorker worker) {
        EnvironmentStatus status = worker.status();
        ObjectNode json =
                Json.object()
                        .put("id", status.environment().value())
                        .put("state", status.upstream().name())
                        .put("since", Instant.ofEpochMilli(status.since()).toString())
                        .put("epoch", status.epoch())
                        .put("revision", status.revision())
                        .put("published", status.isPublished())
                        .put(
                                "lastReconcileAt",
                                status.lastReconcileAt() == 0
                                        ? null
                                        : Instant.ofEpochMilli(status.lastReconcileAt()).toString())
                        .put("heartbeatAge", seconds(worker.heartbeatAge()))
                        .put("proofAge", seconds(worker.proofAge()));
        putAll(json, "refused", status.refused(), HealthJson::refused);
        ObjectNode held = json.putObject("held");
        status.held().forEach(held::put);
        json.put("brake", status.hold().map(RemovalHold::why).orElse(null));
        json.set("hold", status.hold().map(HealthJson::hold).orElse(NullNode.instance));
        putAll(json, "orders", status.orders(), HealthJson::order);
        json.set("problem", problem(status.problem()));
        putAll(
                json,
                "otherProblems",
                status.problems().stream().skip(1).toList(),
                HealthJson::problem);
        return json;
    }

    private static @Nullable Double seconds(Optional<Duration> age) {
        return age.map(duration -> duration.toMillis() / 1000.0).orElse(null);
    }

    /** Removals that wait for a confirmation. */
    private static JsonNode hold(RemovalHold hold) {
        return Json.object()
                .put("id", hold.id())
                .put("removals", hold.size())
                .put("documents", hold.words());
    }

    private static JsonNode order(OrderOutcome outcome) {
        return Json.object()
                .put("id", outcome.id())
                .put("result", outcome.result().word())
                .put("reason", outcome.reason())
                .put("revision", outcome.revision())
                .put("at", outcome.at().toString());
    }

    /** A document that cannot be served. */
    private static JsonNode refused(RefusedDocument document) {
        return Json.object()
                .put("domain", document.domain().word())
                .put("identifier", document.identifier())
                .put("reason", document.reason());
    }

    static JsonNode problem(Optional<Problem> problem) {
        return problem.map(HealthJson::problem).orElse(NullNode.instance);
    }

    static JsonNode problem(Problem problem) {
        return Json.object()
                .put("what", problem.what())
                .put("since", problem.since().toString())
                .put("meanwhile", problem.meanwhile())
                .put("check", problem.check());
    }

    /** An API key that has not led to an environment. */
    static JsonNode key(KeyStatus status) {
        return Json.object()
                .put("key", status.alias())
                .put("what", status.what())
                .put("since", status.since().toString());
    }

    /** The registrations of one environment that wait for upstream. */
    static JsonNode registrations(DeliveryStatus status) {
        return Json.object()
                .put("environment", status.environment().value())
                .put("pending", status.waiting())
                .put("oldestPendingSince", status.oldestSince().map(Instant::toString).orElse(null))
                .set("problem", problem(status.problem()));
    }

    /** The polled targets of one environment. */
    static JsonNode targets(TargetStatus status) {
        return Json.object()
                .put("environment", status.environment().value())
                .put("listed", status.listed())
                .put("comparedAt", status.comparedAt().map(Instant::toString).orElse(null))
                .put("held", status.held())
                .put("brake", status.brake().orElse(null))
                .set("problem", problem(status.problem()));
    }
}
