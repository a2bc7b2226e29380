package io.flaghoist.console.command;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code retire}: ends an environment, or undoes that. */
@Command(
        name = "retire",
        description =
                "Retires an environment: all of its documents are removed in one transaction, its SDK keys are refused, its streams end, and ingest no longer asks Harness for it. Its topics and its history stay. With --undo ingest reads it anew.",
        footer = {
            "",
            "It writes an order to PREFIX.control, which stands until it is undone: the principal needs WRITE there, and READ there and on PREFIX.freshness.",
            "If the environment changes meanwhile, the order is repeated a few times.",
            "",
            "  flaghoist retire --env checkout/old --why 'deleted at Harness, TICKET-18'",
            "  flaghoist retire --env checkout/old --undo"
        })
final class RetireCommand extends OrderCommand {
    private static final int MAX_ATTEMPTS = 5;

    /** Appended to the order's id where ingest reports the outcome of an undo. */
    private static final String UNDO = "-undo";

    @Option(names = "--undo", description = "undo the retirement")
    private boolean isUndo;

    @Override
    int execute(Heartbeat heartbeat, NewestHeartbeats heartbeats, ControlTopic control)
            throws Exception {
        return isUndo
                ? undo(heartbeat, heartbeats, control)
                : retire(heartbeat, heartbeats, control);
    }

    private int retire(Heartbeat first, NewestHeartbeats heartbeats, ControlTopic control)
            throws LogUnavailableException {
        String name = name(first);
        if (first.upstream() == Heartbeat.Upstream.RETIRED) {
            out().remark(name + " is retired already.");
            return ExitCode.DONE;
        }
        out().remark(
                        "%s is at revision %d with %d documents; its upstream is %s."
                                .formatted(
                                        name,
                                        first.revision(),
                                        first.liveKeys(),
                                        first.upstream().word()));
        if (!isConfirmed("Remove all of it, so that every SDK of this environment is refused?")) {
            return ExitCode.FAILED;
        }
        Heartbeat seen = first;
        for (int attempt = 1; ; attempt++) {
            Order.Signed signed = signed(seen.environment());
            control.put(new Order.Retire(signed, seen.position()));
            var outcome = outcome(heartbeats, seen.environment(), signed.id());
            if (attempt == MAX_ATTEMPTS || !hasChanged(outcome, seen)) {
                return print(seen.environment(), signed.id(), outcome);
            }
            warn("The environment changed meanwhile; trying again.");
            seen = heartbeats.of(seen.environment()).orElse(seen);
        }
    }

    private static boolean hasChanged(Optional<OrderOutcome> outcome, Heartbeat seen) {
        return outcome.filter(it -> it.result() == OrderOutcome.Result.REFUSED)
                .filter(it -> it.revision() > seen.revision())
                .isPresent();
    }

    private int undo(Heartbeat heartbeat, NewestHeartbeats heartbeats, ControlTopic control)
            throws LogUnavailableException, NotFoundException {
        String name = name(heartbeat);
        Order.Retire order =
                control.standing().values().stream()
                        .filter(Order.Retire.class::isInstance)
                        .map(Order.Retire.class::cast)
                        .filter(it -> it.signed().environment().equals(heartbeat.environment()))
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException("No order retires " + name + "."));
        Order.Signed signed = order.signed();
        out().remark(
                        "%s was retired by %s on %s%s."
                                .formatted(
                                        name,
                                        signed.who(),
                                        out().time(signed.when()),
                                        signed.why().isEmpty() ? "" : ": " + signed.why()));
        if (!isConfirmed("Read it anew from upstream?")) {
            return ExitCode.FAILED;
        }
        control.remove(order.key());
        String id = signed.id() + UNDO;
        Optional<OrderOutcome> outcome = outcome(heartbeats, heartbeat.environment(), id);
        if (outcome.isEmpty()) {
            warn(
                    "The retirement is undone, but nothing was published in time: that happens once Harness gives the environment to an ingest. Look at ingest's /health.");
            return ExitCode.NO_OUTCOME;
        }
        return print(heartbeat.environment(), id, outcome);
    }
}
