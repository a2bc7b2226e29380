package io.flaghoist.edge.http;

import io.flaghoist.edge.auth.Verdict;
import io.flaghoist.edge.evaluation.Evaluations;
import io.flaghoist.edge.evaluation.Evaluators;
import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.edge.target.Targets;
import io.flaghoist.evaluation.Evaluation;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.evaluation.Served;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.shape.Identifiers;
import java.util.Objects;

/** Evaluations for a target: all flags, or one. */
final class EvaluationRoutes {
    private final Evaluators evaluators;
    private final Evaluations evaluations;
    private final Targets targets;
    private final EvaluationMeters meters;

    EvaluationRoutes(
            Evaluators evaluators,
            Evaluations evaluations,
            Targets targets,
            EvaluationMeters meters) {
        this.evaluators = evaluators;
        this.evaluations = evaluations;
        this.targets = targets;
        this.meters = meters;
    }

    void handle(
            Exchange exchange,
            Router.Match match,
            Verdict.Granted granted,
            FreshnessHeaders.Snapshot freshness) {
        String named = match.target();
        EnvironmentId environment = granted.grant().environment();
        String flaw = targets.flawOfEvaluation(Objects.requireNonNullElse(named, ""));
        if (named == null || flaw != null) {
            exchange.error(400, "bad request: " + flaw);
            return;
        }
        Evaluator evaluator = evaluators.of(environment);
        if (evaluator == null) {
            exchange.notNow(500, "this edge has not read the whole environment yet");
            return;
        }
        freshness.all(exchange.headers(), evaluator.revision());
        EvaluationTarget target =
                targets.of(environment, exchange.header(Fields.TARGET), granted.target(), named);
        String flag = match.identifier();
        if (flag == null) {
            all(exchange, environment, evaluator, target);
        } else {
            one(exchange, environment, evaluator, target, flag);
        }
    }

    private void all(
            Exchange exchange,
            EnvironmentId environment,
            Evaluator evaluator,
            EvaluationTarget target) {
        String etag = evaluations.etag(evaluator, target);
        if (exchange.has(etag)) {
            meters.unchanged();
            exchange.unchanged(etag);
        } else {
            exchange.evaluations(evaluations.all(environment, evaluator, target), etag);
        }
    }

    private void one(
            Exchange exchange,
            EnvironmentId environment,
            Evaluator evaluator,
            EvaluationTarget target,
            String flag) {
        String flaw = Identifiers.flaw(flag);
        if (flaw != null) {
            exchange.error(400, "bad request: identifier is invalid: it " + flaw);
            return;
        }
        switch (evaluator.evaluate(flag, target)) {
            case Served served ->
                    exchange.evaluations(
                            evaluations.one(served), evaluations.etag(evaluator, target));
            case Evaluation.Failed(_, var reason) when reason == Evaluation.Reason.UNKNOWN_FLAG ->
                    exchange.error(404, "not found");
            case Evaluation.Failed failed -> {
                evaluations.failed(environment, failed);
                exchange.error(500, "cannot evaluate: " + failed.reason().message());
            }
        }
    }
}
