package io.flaghoist.console.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command with the options for Kafka and for output. */
abstract class BaseCommand implements Callable<Integer> {
    @Mixin final LogOptions kafka = new LogOptions();
    @Mixin final OutputOptions output = new OutputOptions();

    @Spec @Nullable CommandSpec spec;

    final Output out() {
        return output.to(commandLine().getOut());
    }

    final PrintWriter err() {
        return commandLine().getErr();
    }

    /** Prints to standard error, so that a pipe does not take it for the answer. */
    final void warn(String text) {
        err().println(text);
        err().flush();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not injected the command's spec");
        }
        return spec.commandLine();
    }
}
