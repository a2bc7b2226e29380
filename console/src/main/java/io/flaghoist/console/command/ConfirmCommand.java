package io.flaghoist.console.command;

import io.flaghoist.console.order.ControlTopic;
import io.flaghoist.console.order.NamedEnvironment;
import io.flaghoist.console.order.NewestHeartbeats;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.schemas.record.Order;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code confirm}: what ingest holds was really deleted. */
@Command(
        name = "confirm",
        description =
                "Says that the documents whose removal ingest holds were really deleted at Harness. Removes exactly what is shown, once: what comes back meanwhile stays, and what vanishes later waits for another confirm. Shows what is held, asks, orders, and waits for the outcome.",
        footer = {
            "",
            "It writes an order to PREFIX.control, which stands for an hour: the principal needs WRITE there, and READ there and on PREFIX.freshness.",
            "",
            "  flaghoist confirm --env checkout/prod",
            "  flaghoist confirm --env 8d1f2c34-0000-4000-8000-000000000001 --hold 5c97e06663cb3c4e --yes --why 'TICKET-17'"
        })
final class ConfirmCommand extends OrderCommand {
    private static final int MAX_SHOWN = 20;

    @Option(
            names = "--hold",
            paramLabel = "ID",
            description = "only if this is what is held; as ingest's health and log name it")
    private @Nullable String expected;

    @Override
    int carryOut(Heartbeat stands, NewestHeartbeats heartbeats, ControlTopic control)
            throws Exception {
        Heartbeat.HeldRemoval removal =
                stands.removal()
                        .orElseThrow(() ->
                                new NotThereException(
                                        "Nothing is held of %s."
                                                .formatted(NamedEnvironment.words(stands))));
        if (expected != null && !expected.equals(removal.hold())) {
            throw new NotThereException(
                    "What is held of %s now is %s (%d documents), not %s. Look at it again: ./flaghoist confirm --env %s"
                            .formatted(
                                    NamedEnvironment.words(stands),
                                    removal.hold(),
                                    removal.keys(),
                                    expected,
                                    stands.environment()));
        }
        show(stands, removal);
        if (!isWanted("Remove these %d documents?".formatted(removal.keys()))) {
            out().remark("Nothing was ordered.");
            return ExitCode.FAILED;
        }
        Order.Signed signed = signed(stands.environment());
        control.put(
                new Order.Confirm(
                        signed,
                        removal.hold(),
                        removal.keys(),
                        signed.when().plus(Order.Confirm.LIFETIME)));
        return tell(
                stands.environment(),
                signed.id(),
                outcome(heartbeats, stands.environment(), signed.id()));
    }

    private void show(Heartbeat stands, Heartbeat.HeldRemoval removal) {
        List<HeartbeatException> held =
                stands.exceptions().stream()
                        .filter(it -> it.kind() == HeartbeatException.Kind.HELD)
                        .toList();
        out().remark(
                        "%s at revision %d holds the removal of %d documents (%s):"
                                .formatted(
                                        NamedEnvironment.words(stands),
                                        stands.revision(),
                                        removal.keys(),
                                        removal.hold()));
        out().remark(
                        held.stream()
                                .limit(MAX_SHOWN)
                                .map(it -> "  %s  %s".formatted(it.key().text(), it.reason()))
                                .collect(Collectors.joining("\n")));
        if (removal.keys() > MAX_SHOWN) {
            out().remark("  and %d more".formatted(removal.keys() - MAX_SHOWN));
        }
    }
}
