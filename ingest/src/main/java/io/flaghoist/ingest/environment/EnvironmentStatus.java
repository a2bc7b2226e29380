package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.reconcile.RemovalHold;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.schemas.record.IngestStatus;
import io.flaghoist.schemas.record.OrderOutcome;
import io.flaghoist.service.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The status of an environment. Immutable.
 *
 * @param since when {@code upstream} was entered, epoch milliseconds
 * @param log its end, as last known; empty and of epoch 0 before it was first read
 * @param writable whether the log takes what is to be written, as far as is known
 * @param lastReconcileAt when the last full read was in the log, epoch milliseconds; 0 before the
 *     first
 * @param refused documents that cannot be served or that Kafka does not take
 * @param held changes that are not believed yet, by document
 * @param hold the removals that wait for a confirmation, which are held too
 * @param orders what came of people's latest orders, oldest first
 * @param problems what is wrong, the gravest first
 * @param gravity of the gravest problem: the smaller the graver; {@link #ALL_IS_WELL} for none
 * @param names what the environment is called, or was before it was retired, as far as known
 */
public record EnvironmentStatus(
        EnvironmentId environment,
        Heartbeat.Upstream upstream,
        long since,
        LogTail log,
        boolean writable,
        long lastReconcileAt,
        List<RefusedDocument> refused,
        Map<String, String> held,
        Optional<RemovalHold> hold,
        List<OrderOutcome> orders,
        List<Problem> problems,
        int gravity,
        Optional<EnvironmentNames> names) {

    public static final int ALL_IS_WELL = Integer.MAX_VALUE;

    private static final int MAX_REFUSED = 100;

    public EnvironmentStatus {
        refused = List.copyOf(refused);
        held = Collections.unmodifiableMap(new TreeMap<>(held));
        orders = List.copyOf(orders);
        problems = List.copyOf(problems);
    }

    /** Whether an upstream that is followed claims the environment, or may yet. */
    public boolean isClaimed() {
        return upstream != Heartbeat.Upstream.UNCLAIMED && upstream != Heartbeat.Upstream.RETIRED;
    }

    /** Whether the log holds the environment as a whole. */
    boolean isComplete() {
        return log.image().isComplete();
    }

    public long epoch() {
        return log.epoch();
    }

    public long revision() {
        return log.image().revision();
    }

    /** Whether the environment was published as a whole since this ingest started. */
    public boolean isPublished() {
        return isComplete() && lastReconcileAt > 0;
    }

    /** The gravest problem. */
    public Optional<Problem> problem() {
        return problems.stream().findFirst();
    }

    /** The same environment, seen from outside while its writer does not get through. */
    EnvironmentStatus cutOff(Problem problem) {
        var all = new ArrayList<Problem>();
        all.add(problem);
        all.addAll(problems);
        return new EnvironmentStatus(
                environment,
                withoutLog(upstream),
                since,
                log,
                false,
                lastReconcileAt,
                refused,
                held,
                hold,
                orders,
                all,
                0,
                names);
    }

    /** While the log cannot be written, changes of upstream are not in it. */
    static Heartbeat.Upstream withoutLog(Heartbeat.Upstream upstream) {
        return switch (upstream) {
            case STREAMING, POLLING -> Heartbeat.Upstream.CONNECTING;
            case CONNECTING, DOWN, UNCLAIMED, ADOPTED, RETIRED -> upstream;
        };
    }

    /** Documents that are not as upstream has them, by intention; the first ones. */
    List<HeartbeatException> exceptions() {
        var exceptions = new ArrayList<HeartbeatException>();
        held.forEach((key, why) ->
                DocumentKey.parse(key)
                        .ifPresent(k ->
                                exceptions.add(
                                        new HeartbeatException(
                                                k, HeartbeatException.Kind.HELD, why))));
        refused.forEach(document ->
                DocumentKey.of(document.domain(), document.identifier())
                        .ifPresent(key ->
                                exceptions.add(
                                        new HeartbeatException(
                                                key,
                                                HeartbeatException.Kind.REFUSED,
                                                document.reason()))));
        return exceptions.stream().limit(Heartbeat.MAX_EXCEPTIONS).toList();
    }

    /** How many there are in all, also of those without a valid key. */
    int exceptionCount() {
        return held.size() + refused.size();
    }

    /** As the status topic has it. */
    public IngestStatus.OfEnvironment record() {
        return new IngestStatus.OfEnvironment(
                environment.value(),
                epoch(),
                revision(),
                log.image().liveKeys(),
                log.image().digest().text(),
                forStatusTopic(upstream),
                since,
                lastReconcileAt,
                refused.stream()
                        .limit(MAX_REFUSED)
                        .map(document ->
                                new IngestStatus.RefusedDocument(
                                        document.domain().word(),
                                        document.identifier(),
                                        document.reason()))
                        .toList(),
                log.previousHash());
    }

    /** Readers of that topic know four states. */
    private static IngestStatus.Upstream forStatusTopic(Heartbeat.Upstream upstream) {
        return switch (upstream) {
            case CONNECTING -> IngestStatus.Upstream.CONNECTING;
            case STREAMING -> IngestStatus.Upstream.STREAMING;
            case POLLING, ADOPTED -> IngestStatus.Upstream.POLLING;
            case DOWN, UNCLAIMED, RETIRED -> IngestStatus.Upstream.DOWN;
        };
    }
}
