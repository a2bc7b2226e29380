package io.flaghoist.console.command;

import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.HeartbeatException;
import io.flaghoist.schemas.record.Order;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code confirm}: confirms removals that ingest holds back. */
@Command(
        name = "confirm",
        description =
                "Confirms that the documents whose removal ingest holds back were really deleted at Harness. Removes exactly what is shown, once: documents that reappear stay, and later removals need another confirm. Shows what is held, asks, orders, and waits for the outcome.",
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
    int execute(Heartbeat heartbeat, NewestHeartbeats heartbeats, ControlTopic control)
            throws Exception {
        String name = name(heartbeat);
        Heartbeat.HeldRemoval removal =
                heartbeat
                        .removal()
                        .orElseThrow(() ->
                                new NotFoundException("No removal of %s is held.".formatted(name)));
        if (expected != null && !expected.equals(removal.hold())) {
            throw new NotFoundException(
                    "What is held of %s now is %s (%d documents), not %s. Look at it again: ./flaghoist confirm --env %s"
                            .formatted(
                                    name,
                                    removal.hold(),
                                    removal.keys(),
                                    expected,
                                    heartbeat.environment()));
        }
        show(heartbeat, removal);
        if (!isConfirmed("Remove these %d documents?".formatted(removal.keys()))) {
            return ExitCode.FAILED;
        }
        Order.Signed signed = signed(heartbeat.environment());
        var expiry = signed.when().plus(Order.Confirm.LIFETIME);
        control.put(new Order.Confirm(signed, removal.hold(), removal.keys(), expiry));
        return print(
                heartbeat.environment(),
                signed.id(),
                outcome(heartbeats, heartbeat.environment(), signed.id()));
    }

    private void show(Heartbeat heartbeat, Heartbeat.HeldRemoval removal) {
        Output out = out();
        out.remark(
                "%s at revision %d holds the removal of %d documents (%s):"
                        .formatted(
                                name(heartbeat),
                                heartbeat.revision(),
                                removal.keys(),
                                removal.hold()));
        heartbeat.exceptions().stream()
                .filter(it -> it.kind() == HeartbeatException.Kind.HELD)
                .limit(MAX_SHOWN)
                .forEach(it -> out.remark("  %s  %s".formatted(it.key().text(), it.reason())));
        if (removal.keys() > MAX_SHOWN) {
            out.remark("  and %d more".formatted(removal.keys() - MAX_SHOWN));
        }
    }
}
