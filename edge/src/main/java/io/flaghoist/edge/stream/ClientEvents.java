package io.flaghoist.edge.stream;

import io.flaghoist.edge.evaluation.Evaluations;
import io.flaghoist.edge.evaluation.Evaluators;
import io.flaghoist.edge.metrics.EvaluationMeters;
import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.evaluation.Evaluator;
import io.flaghoist.evaluation.Served;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Events for client SDKs, whose flags are evaluated here: also for flags that another change may
 * affect, because JavaScript ignores most events of target groups, and with the new evaluations in
 * the event, so that no request is needed (relay-protocol.md, C.1). Thread-safe.
 */
final class ClientEvents {
    /** If one change affects more flags, clients read all flags once instead. */
    private static final int MAX_FLAGS = 32;

    /** Maximum size of an event with evaluations, in bytes; larger ones are sent without. */
    private static final int MAX_FRAME = 32 * 1024;

    private static final byte[] START = ",\"evaluations\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "}\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Evaluators evaluators;
    private final Evaluations evaluations;
    private final EvaluationMeters meters;

    ClientEvents(Evaluators evaluators, Evaluations evaluations, EvaluationMeters meters) {
        this.evaluators = evaluators;
        this.evaluations = evaluations;
        this.meters = meters;
    }

    /** The events for client SDKs that correspond to {@code notices} for server SDKs. */
    List<StreamEvent> of(EnvironmentId environment, List<StreamEvent> notices) {
        Evaluator evaluator = evaluators.of(environment);
        if (evaluator == null) {
            return notices;
        }
        var events = new ArrayList<StreamEvent>();
        for (StreamEvent notice : notices) {
            switch (notice.key()) {
                case DocumentKey.OfFlag(var flag) -> {
                    events.add(notice.isRemoval() ? notice : notice.evaluating(List.of(flag)));
                    List<String> turned = evaluator.dependentsOfFlag(flag);
                    if (turned.size() > MAX_FLAGS) {
                        events.add(notice.readAllAgain(environment));
                    } else {
                        turned.forEach(
                                other -> events.add(patch(environment, notice, evaluator, other)));
                    }
                }
                case DocumentKey.OfSegment(var segment) -> {
                    List<String> turned = evaluator.dependentsOfSegment(segment);
                    if (turned.size() > MAX_FLAGS) {
                        events.add(notice.readAllAgain(environment));
                    } else {
                        events.add(notice.evaluating(turned));
                        turned.forEach(
                                flag -> events.add(patch(environment, notice, evaluator, flag)));
                    }
                }
                case DocumentKey.OfApiKey _, DocumentKey.OfEnvironment _ -> events.add(notice);
            }
        }
        return events;
    }

    private static StreamEvent patch(
            EnvironmentId environment, StreamEvent cause, Evaluator evaluator, String flag) {
        return cause.turning(environment, flag, evaluator.version(flag));
    }

    /** The bytes of {@code notice} for a target, with the current evaluations. */
    ByteBuffer frame(EnvironmentId environment, StreamEvent notice, EvaluationTarget target) {
        Evaluator evaluator = evaluators.of(environment);
        if (evaluator == null || notice.evaluated().isEmpty()) {
            return notice.frame();
        }
        var inlined = new ArrayList<byte[]>(notice.evaluated().size());
        for (String flag : notice.evaluated()) {
            if (evaluator.evaluate(flag, target) instanceof Served served && isTaken(served)) {
                inlined.add(evaluations.one(served));
            }
        }
        ByteBuffer plain = notice.frame();
        byte[] array = Evaluations.array(inlined);
        int size = plain.remaining() + START.length + array.length;
        if (inlined.isEmpty() || size > MAX_FRAME) {
            return plain;
        }
        meters.inlined(inlined.size());
        return ByteBuffer.allocate(size)
                .put(plain.limit(plain.limit() - END.length))
                .put(START)
                .put(array)
                .put(END)
                .flip();
    }

    /** JavaScript and Android discard all evaluations if one of them has an empty field. */
    private static boolean isTaken(Served served) {
        return !served.flag().isEmpty()
                && !served.identifier().isEmpty()
                && !served.kind().isEmpty()
                && !served.value().isEmpty();
    }
}
