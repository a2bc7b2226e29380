package io.flaghoist.console.command;

import io.flaghoist.console.order.ControlTopic;
import io.flaghoist.console.order.NamedEnvironment;
import io.flaghoist.console.order.NewestHeartbeats;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderOutcome;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that orders something, waits for what comes of it, and ends with that. */
abstract class OrderCommand implements Callable<Integer> {
    /** An owner says something every five seconds. */
    private static final Duration FIRST_HEARTBEAT = Duration.ofSeconds(15);

    @Option(
            names = {"-e", "--env"},
            required = true,
            paramLabel = "ID|NAME",
            description = "the environment: its id, its identifier, or project/identifier")
    private String environment = "";

    @Option(names = "--yes", description = "do it without asking")
    private boolean isSure;

    @Option(names = "--why", paramLabel = "TEXT", description = "the reason, kept with the order")
    private String why = "";

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "who orders it, kept with the order (${DEFAULT-VALUE})")
    private String who = "";

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long to wait for the outcome (${DEFAULT-VALUE})")
    private int waitSeconds;

    @Mixin private final LogOptions kafka = new LogOptions();
    @Mixin private final OutputOptions output = new OutputOptions();

    @Spec @Nullable CommandSpec spec;

    final Clock clock = Clock.systemUTC();

    @Override
    public final Integer call() throws Exception {
        LogConnection connection = kafka.connection();
        try (var heartbeats = NewestHeartbeats.open(connection, clock)) {
            Heartbeat stands = find(heartbeats);
            Duration silent = Duration.between(stands.at(), clock.instant());
            if (silent.compareTo(FIRST_HEARTBEAT) > 0) {
                warn("Its owner has said nothing for %d s.".formatted(silent.toSeconds()));
            }
            return carryOut(stands, heartbeats, new ControlTopic(connection));
        }
    }

    /**
     * Orders it.
     *
     * @return one of {@link ExitCode}
     */
    abstract int carryOut(Heartbeat stands, NewestHeartbeats heartbeats, ControlTopic control)
            throws Exception;

    private Heartbeat find(NewestHeartbeats heartbeats)
            throws LogUnavailableException, NotThereException {
        boolean _ =
                heartbeats.await(
                        () -> !NamedEnvironment.find(heartbeats.all(), environment).isEmpty(),
                        clock.instant().plus(patience(heartbeats)));
        List<Heartbeat> found = NamedEnvironment.find(heartbeats.all(), environment);
        if (!found.isEmpty() && !found.getFirst().environment().value().equals(environment)) {
            // Another of that name may only just have got an owner.
            boolean _ = heartbeats.await(() -> false, clock.instant().plus(Heartbeat.INTERVAL));
            found = NamedEnvironment.find(heartbeats.all(), environment);
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw new NotThereException(
                    "No ingest says anything of an environment %s. %s"
                            .formatted(
                                    environment,
                                    heartbeats.all().isEmpty()
                                            ? "None says anything at all: check --bootstrap-servers and --prefix, and that an ingest of this version runs."
                                            : "Environments that have an owner: "
                                                    + NamedEnvironment.words(
                                                            List.copyOf(heartbeats.all().values()))
                                                    + "."));
        }
        throw new BadArgumentException(
                "--env %s may mean %s: give its id."
                        .formatted(environment, NamedEnvironment.words(found)));
    }

    /** Where others are heard, this one would be soon, too. */
    private static Duration patience(NewestHeartbeats heartbeats) {
        return heartbeats.all().isEmpty() ? FIRST_HEARTBEAT : Heartbeat.INTERVAL.plusSeconds(1);
    }

    /** A new order's signature. */
    final Order.Signed signed(EnvironmentId of) {
        return new Order.Signed(of, UUID.randomUUID().toString(), who, clock.instant(), why);
    }

    /**
     * Asks the person, unless that was answered beforehand.
     *
     * @return whether it is to be done
     */
    final boolean isWanted(String question) {
        if (isSure) {
            return true;
        }
        Console terminal = terminal();
        if (terminal == null) {
            throw new BadArgumentException(
                    "Nobody can be asked here: say --yes. (%s)".formatted(question));
        }
        String answer = terminal.readLine("%s Type yes: ", question);
        return "yes".equals(answer);
    }

    /** Null where nobody sits: from JDK 25 on that is so again, whatever was between 22 and 24. */
    @SuppressWarnings("SystemConsoleNull")
    private static @Nullable Console terminal() {
        Console terminal = System.console();
        return terminal != null && terminal.isTerminal() ? terminal : null;
    }

    /** Waits for what comes of an order; empty when nothing did in time. */
    final Optional<OrderOutcome> outcome(
            NewestHeartbeats heartbeats, EnvironmentId of, String orderId)
            throws LogUnavailableException {
        boolean _ =
                heartbeats.await(
                        () -> find(heartbeats, of, orderId).isPresent(),
                        clock.instant().plusSeconds(waitSeconds));
        return find(heartbeats, of, orderId);
    }

    private static Optional<OrderOutcome> find(
            NewestHeartbeats heartbeats, EnvironmentId of, String orderId) {
        return heartbeats.of(of).stream()
                .flatMap(heartbeat -> heartbeat.orders().stream())
                .filter(outcome -> outcome.id().equals(orderId))
                .findFirst();
    }

    /** Tells the outcome, and which exit code it is. */
    final int tell(EnvironmentId of, String orderId, Optional<OrderOutcome> outcome) {
        Output out = out();
        if (outcome.isEmpty()) {
            warn(
                    "No outcome within %d s. The order %s stands, and is carried out once an ingest owns the environment; look at ingest's /health, and at ./flaghoist history."
                            .formatted(waitSeconds, orderId));
            return ExitCode.NO_OUTCOME;
        }
        OrderOutcome it = outcome.get();
        out.tell(
                () ->
                        "%s: %s (revision %d, %s)"
                                .formatted(
                                        it.result() == OrderOutcome.Result.DONE
                                                ? "Done"
                                                : "Refused",
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
        return it.result() == OrderOutcome.Result.DONE ? ExitCode.DONE : ExitCode.FAILED;
    }

    final Output out() {
        return output.to(commandLine().getOut());
    }

    /** A word to the person beside the answer. */
    final void warn(String text) {
        PrintWriter err = commandLine().getErr();
        err.println(text);
        err.flush();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not filled the command in");
        }
        return spec.commandLine();
    }
}
