package io.flaghoist.console.command;

import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome;
import java.io.Console;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that sends an order to ingest and waits for the outcome. */
abstract class OrderCommand extends BaseCommand {
    /** Owners write a heartbeat every five seconds. */
    private static final Duration FIRST_HEARTBEAT = Duration.ofSeconds(15);

    @Option(
            names = {"-e", "--env"},
            required = true,
            paramLabel = "ID|NAME",
            description = "the environment: its id, its identifier, or project/identifier")
    private String environment = "";

    @Option(names = "--yes", description = "do not ask for confirmation")
    private boolean isSure;

    @Option(names = "--why", paramLabel = "TEXT", description = "the reason, kept with the order")
    private String why = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "who gives the order, kept with it (${DEFAULT-VALUE})")
    private String who = "";

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long to wait for the outcome (${DEFAULT-VALUE})")
    private int waitSeconds;

    final Clock clock = Clock.systemUTC();

    @Override
    public final Integer call() throws Exception {
        LogConnection connection = kafka.connection();
        try (var heartbeats = NewestHeartbeats.open(connection, clock)) {
            Heartbeat heartbeat = find(heartbeats);
            Duration age = Duration.between(heartbeat.at(), clock.instant());
            if (age.compareTo(FIRST_HEARTBEAT) > 0) {
                warn("Its owner has sent no heartbeat for %d s.".formatted(age.toSeconds()));
            }
            return execute(heartbeat, heartbeats, new ControlTopic(connection));
        }
    }

    /**
     * Sends the order.
     *
     * @param heartbeat the newest of the environment
     * @return one of {@link ExitCode}
     */
    abstract int execute(Heartbeat heartbeat, NewestHeartbeats heartbeats, ControlTopic control)
            throws Exception;

    private Heartbeat find(NewestHeartbeats heartbeats)
            throws LogUnavailableException, NotFoundException {
        // Where heartbeats of others arrive, those of this environment are due within one interval.
        Duration timeout =
                heartbeats.all().isEmpty() ? FIRST_HEARTBEAT : Heartbeat.INTERVAL.plusSeconds(1);
        var _ =
                heartbeats.await(
                        () -> heartbeats.called(environment).stream().findFirst(), timeout);
        List<Heartbeat> found = heartbeats.called(environment);
        if (!found.isEmpty() && !found.getFirst().environment().value().equals(environment)) {
            // Another environment of that name may just have got an owner.
            var _ = heartbeats.await(Optional::empty, Heartbeat.INTERVAL);
            found = heartbeats.called(environment);
        }
        if (found.size() > 1) {
            throw new BadArgumentException(
                    "--env %s matches %s: give its id.".formatted(environment, names(found)));
        }
        if (found.isEmpty()) {
            String all = names(heartbeats.all());
            throw new NotFoundException(
                    "No ingest sends heartbeats for an environment %s. %s"
                            .formatted(
                                    environment,
                                    all.isEmpty()
                                            ? "There are none at all: check --bootstrap-servers and --prefix, and that an ingest of this version runs."
                                            : "Environments that have an owner: " + all + "."));
        }
        return found.getFirst();
    }

    private static String names(List<Heartbeat> heartbeats) {
        return heartbeats.stream().map(OrderCommand::name).collect(Collectors.joining(", "));
    }

    /** For people: {@code checkout/prod (8d1f2c34-…)}. */
    static String name(Heartbeat heartbeat) {
        return heartbeat
                .names()
                .map(names ->
                        "%s/%s (%s)"
                                .formatted(
                                        names.projectIdentifier(),
                                        names.environmentIdentifier(),
                                        heartbeat.environment()))
                .orElse(heartbeat.environment().value());
    }

    /** A new order's signature. */
    final Order.Signed signed(EnvironmentId of) {
        return new Order.Signed(of, UUID.randomUUID().toString(), who, clock.instant(), why);
    }

    /** Asks for confirmation, unless {@code --yes} was given. */
    final boolean isConfirmed(String question) {
        if (isSure) {
            return true;
        }
        Console terminal = terminal();
        if (terminal == null) {
            throw new BadArgumentException(
                    "There is no terminal to ask for confirmation: give --yes. (%s)"
                            .formatted(question));
        }
        boolean isConfirmed = "yes".equals(terminal.readLine("%s Type yes: ", question));
        if (!isConfirmed) {
            out().remark("Nothing was ordered.");
        }
        return isConfirmed;
    }

    /** Null without a terminal: JDK 22 to 24 differ, JDK 25 is as before. */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console terminal() {
        Console terminal = System.console();
        return terminal != null && terminal.isTerminal() ? terminal : null;
    }

    /** Waits for the outcome of an order; empty when there was none in time. */
    final Optional<OrderOutcome> outcome(
            NewestHeartbeats heartbeats, EnvironmentId of, String orderId)
            throws LogUnavailableException {
        return heartbeats.await(
                () ->
                        heartbeats.of(of).stream()
                                .flatMap(heartbeat -> heartbeat.orders().stream())
                                .filter(outcome -> outcome.id().equals(orderId))
                                .findFirst(),
                Duration.ofSeconds(waitSeconds));
    }

    /** Prints the outcome and returns the exit code. */
    final int print(EnvironmentId of, String orderId, Optional<OrderOutcome> outcome) {
        if (outcome.isEmpty()) {
            warn(
                    "No outcome within %d s. The order %s stands, and is carried out once an ingest owns the environment; look at ingest's /health, and at ./flaghoist history."
                            .formatted(waitSeconds, orderId));
            return ExitCode.NO_OUTCOME;
        }
        Output out = out();
        OrderOutcome it = outcome.get();
        boolean isDone = it.result() == OrderOutcome.Result.DONE;
        out.print(
                () ->
                        "%s: %s (revision %d, %s)"
                                .formatted(
                                        isDone ? "Done" : "Refused",
                                        it.reason(),
                                        it.revision(),
                                        out.time(it.at())),
                () ->
                        Json.object()
                                .put("environment", of.value())
                                .put("order", orderId)
                                .put("result", it.result().word())
                                .put("reason", it.reason())
                                .put("revision", it.revision())
                                .put("at", it.at().toString()));
        return isDone ? ExitCode.DONE : ExitCode.FAILED;
    }
}
