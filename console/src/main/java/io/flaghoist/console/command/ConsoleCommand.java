package io.flaghoist.console.command;

import io.flaghoist.history.copy.CopyRefusedException;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.NoSuchEnvironmentException;
import io.flaghoist.history.past.PastUnknownException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** All commands, and how their failures are printed. */
@Command(
        name = "flaghoist",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpWidth = 110,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " " + ExitCode.DONE + ":done; verify: the log is intact",
            " " + ExitCode.FAILED + ":failed; confirm, retire: refused",
            " "
                    + ExitCode.NOT_INTACT
                    + ":verify: the log is not intact; doctor: something is wrong",
            " " + ExitCode.NOT_FOUND + ":not found: it does not exist, not yet or not any more",
            " " + ExitCode.NO_OUTCOME + ":confirm, retire: ordered, but no outcome in time",
            ExitCode.USAGE + ":invalid options"
        },
        description =
                "History, audit, replay and diagnosis of a Flaghoist relay: what changed, when and why, and what any target got at any time.")
public final class ConsoleCommand implements Runnable {
    private static final List<Class<?>> COMMANDS =
            List.of(
                    HistoryCommand.class,
                    DiffCommand.class,
                    StateCommand.class,
                    EvaluateCommand.class,
                    WatchCommand.class,
                    VerifyCommand.class,
                    ArchiveCommand.class,
                    RestoreCommand.class,
                    ReplayCommand.class,
                    DoctorCommand.class,
                    ConfirmCommand.class,
                    RetireCommand.class,
                    CompletionCommand.class);

    private ConsoleCommand() {}

    /** The command line with all commands, ready to execute. */
    public static CommandLine line() {
        return line(COMMANDS);
    }

    /**
     * The command line for these arguments: with the command that they name alone, since reading
     * the annotations of all takes longer than everything else before the first answer.
     */
    public static CommandLine line(String[] arguments) {
        List<Class<?>> named =
                COMMANDS.stream()
                        .filter(command ->
                                arguments.length > 0 && name(command).equals(arguments[0]))
                        .toList();
        return line(named.isEmpty() ? COMMANDS : named);
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static CommandLine line(List<Class<?>> commands) {
        var line = new CommandLine(new ConsoleCommand());
        commands.forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> usage(e))
                .setExecutionExceptionHandler((e, at, _) -> failure(e, at.getErr()));
    }

    @Override
    public void run() {
        throw new BadArgumentException("Give a command; --help lists them.");
    }

    private static int usage(ParameterException e) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println(
                "'%s --help' lists the options."
                        .formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
        return ExitCode.USAGE;
    }

    private static int failure(Exception e, PrintWriter err) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case BadArgumentException _ -> print(err, message, ExitCode.USAGE);
            case LogUnavailableException it ->
                    print(err, message + hint(it.reason()), ExitCode.FAILED);
            case CopyRefusedException _ -> print(err, message, ExitCode.FAILED);
            case IOException _ ->
                    print(
                            err,
                            "A file cannot be read or written: %s. Check that it exists, its rights, and the disk's space."
                                    .formatted(e),
                            ExitCode.FAILED);
            case NoSuchEnvironmentException it ->
                    print(err, message + hint(it), ExitCode.NOT_FOUND);
            case NotFoundException _ -> print(err, message, ExitCode.NOT_FOUND);
            case PastUnknownException it -> print(err, message + hint(it), ExitCode.NOT_FOUND);
            default -> {
                err.println("This is a defect; please report it with what follows.");
                e.printStackTrace(err);
                yield ExitCode.FAILED;
            }
        };
    }

    private static int print(PrintWriter err, String text, int code) {
        err.println(text);
        return code;
    }

    /** The options to check. */
    private static String hint(LogUnavailableException.Reason reason) {
        return switch (reason) {
            case NO_ANSWER ->
                    " Check --bootstrap-servers, that a broker runs there, and that the addresses it advertises are reachable from here (./flaghoist doctor).";
            case TLS -> " Check ssl.truststore.* in --kafka-properties.";
            case AUTHENTICATION -> " Check sasl.* in --kafka-properties.";
            case NO_TOPIC -> " Check --env, --prefix and --bootstrap-servers.";
            case CLIENT -> " Check --bootstrap-servers and --kafka-properties.";
            case AUTHORIZATION, OTHER -> "";
        };
    }

    private static String hint(NoSuchEnvironmentException e) {
        return e.isNonePresent() ? " Check --prefix and the principal's READ permission." : "";
    }

    private static String hint(PastUnknownException e) {
        return e.isByDefect()
                ? " Run ./flaghoist verify to see what else is wrong with this log."
                : "";
    }
}
