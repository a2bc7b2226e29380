package io.flaghoist.console.command;

import io.flaghoist.console.order.ControlTopic;
import io.flaghoist.console.order.NamedEnvironment;
import io.flaghoist.console.order.NewestHeartbeats;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code retire}: the environment is gone for good, or is not after all. */
@Command(
        name = "retire",
        description =
                "Retires an environment: all of its documents are removed in one transaction, its SDK keys are refused, its streams end, and ingest no longer asks Harness for it. Its topics and its history stay. With --undo ingest reads it anew.",
        footer = {
            "",
            "It writes an order to PREFIX.control, which stands until it is undone: the principal needs WRITE there, and READ there and on PREFIX.freshness.",
            "An environment that changes while it is being retired is looked at again, a few times.",
            "",
            "  flaghoist retire --env checkout/old --why 'deleted at Harness, TICKET-18'",
            "  flaghoist retire --env checkout/old --undo"
        })
final class RetireCommand extends OrderCommand {
    private static final int MAX_LOOKS = 5;

    /** The name under which ingest tells the outcome of an undo, which has no name of its own. */
    private static final String UNDO = "-undo";

    @Option(names = "--undo", description = "take the retirement back")
    private boolean isUndo;

    @Override
    int carryOut(Heartbeat stands, NewestHeartbeats heartbeats, ControlTopic control)
            throws Exception {
        return isUndo ? undo(stands, heartbeats, control) : retire(stands, heartbeats, control);
    }

    private int retire(Heartbeat stands, NewestHeartbeats heartbeats, ControlTopic control)
            throws LogUnavailableException {
        if (stands.upstream() == Heartbeat.Upstream.RETIRED) {
            out().remark("%s is retired already.".formatted(NamedEnvironment.words(stands)));
            return ExitCode.DONE;
        }
        out().remark(
                        "%s stands at revision %d with %d documents; its upstream is %s."
                                .formatted(
                                        NamedEnvironment.words(stands),
                                        stands.revision(),
                                        stands.liveKeys(),
                                        stands.upstream().word()));
        if (!isWanted("Remove all of it, so that every SDK of this environment is refused?")) {
            out().remark("Nothing was ordered.");
            return ExitCode.FAILED;
        }
        Heartbeat seen = stands;
        Order.Signed signed = signed(seen.environment());
        control.put(new Order.Retire(signed, seen.position()));
        Optional<OrderOutcome> outcome = outcome(heartbeats, seen.environment(), signed.id());
        for (int look = 1; look < MAX_LOOKS && hasMovedOn(outcome, seen); look++) {
            warn("The environment changed meanwhile; looking again.");
            seen = heartbeats.of(seen.environment()).orElse(seen);
            signed = signed(seen.environment());
            control.put(new Order.Retire(signed, seen.position()));
            outcome = outcome(heartbeats, seen.environment(), signed.id());
        }
        return tell(seen.environment(), signed.id(), outcome);
    }

    private static boolean hasMovedOn(Optional<OrderOutcome> outcome, Heartbeat seen) {
        return outcome.filter(it -> it.result() == OrderOutcome.Result.REFUSED)
                .filter(it -> it.revision() > seen.revision())
                .isPresent();
    }

    private int undo(Heartbeat stands, NewestHeartbeats heartbeats, ControlTopic control)
            throws LogUnavailableException, NotThereException {
        Order.Retire standing =
                control.standing().values().stream()
                        .filter(Order.Retire.class::isInstance)
                        .map(Order.Retire.class::cast)
                        .filter(it -> it.signed().environment().equals(stands.environment()))
                        .findFirst()
                        .orElseThrow(() ->
                                new NotThereException(
                                        "No order retires %s."
                                                .formatted(NamedEnvironment.words(stands))));
        out().remark(
                        "%s was retired by %s on %s%s."
                                .formatted(
                                        NamedEnvironment.words(stands),
                                        standing.signed().who(),
                                        out().time(standing.signed().when()),
                                        standing.signed().why().isEmpty()
                                                ? ""
                                                : ": " + standing.signed().why()));
        if (!isWanted("Read it anew from upstream?")) {
            out().remark("Nothing was ordered.");
            return ExitCode.FAILED;
        }
        control.remove(standing.key());
        String id = standing.signed().id() + UNDO;
        Optional<OrderOutcome> outcome = outcome(heartbeats, stands.environment(), id);
        if (outcome.isEmpty()) {
            warn(
                    "The retirement is taken back, but nothing was published within the time that was waited: that happens once Harness gives the environment to an ingest. Look at ingest's /health.");
            return ExitCode.NO_OUTCOME;
        }
        return tell(stands.environment(), id, outcome);
    }
}
