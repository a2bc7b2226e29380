package io.flaghoist.console.command;

import io.flaghoist.history.copy.CopyRefusedException;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.NoSuchEnvironmentException;
import io.flaghoist.history.past.PastUnknownException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** All commands, and how their failures are printed. */
@Command(
        name = "flaghoist",
        description =
                "History, audit, replay and diagnosis of a Flaghoist relay: what changed, when and why, and what any target got at any time.",
        subcommands = {
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
            CompletionCommand.class
        })
public final class ConsoleCommand implements Runnable {
    private static final int WIDTH = 110;

    private ConsoleCommand() {}

    /** The command line, ready to execute. */
    public static CommandLine line() {
        var line = new CommandLine(new ConsoleCommand());
        line.setUsageHelpWidth(WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> usage(e))
                .setExecutionExceptionHandler((e, at, _) -> failure(e, at.getErr()));
        describe(line.getCommandSpec());
        line.getSubcommands().values().forEach(it -> describe(it.getCommandSpec()));
        return line;
    }

    private static void describe(CommandSpec command) {
        command.mixinStandardHelpOptions(true).version("flaghoist " + Version.text());
        command.usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(ExitCode.table());
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
