package io.flaghoist.console.command;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code completion}: a script for the shell. */
@Command(
        name = "completion",
        description =
                "A script with which bash and zsh complete commands and options: source <(./flaghoist completion)")
final class CompletionCommand implements Callable<Integer> {
    /** Commands of the launcher. */
    private static final List<String> OF_THE_LAUNCHER =
            List.of("up", "simulator", "ingest", "edge", "aggregator", "test", "bench");

    @Spec @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine whole = ConsoleCommand.line();
        for (String command : OF_THE_LAUNCHER) {
            var launched = CommandSpec.create();
            whole.addSubcommand(command, launched);
            launched.mixinStandardHelpOptions(false); // not all of them have --help
        }
        if (spec != null) {
            spec.commandLine().getOut().println(AutoComplete.bash("flaghoist", whole));
        }
        return ExitCode.DONE;
    }
}
