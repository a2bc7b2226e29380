package io.flaghoist.console.command;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogEnvironments;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.NoSuchEnvironmentException;
import io.flaghoist.schemas.EnvironmentId;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command about the log of one environment. */
abstract class LogCommand implements Callable<Integer> {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "ID",
            description = "the environment; may be left out where Kafka has one alone")
    @Nullable String environment;

    @Mixin final LogOptions kafka = new LogOptions();
    @Mixin final OutputOptions output = new OutputOptions();

    @Spec @Nullable CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        try (EnvironmentLog log = open(kafka.connection(), environment)) {
            return answer(log, out());
        }
    }

    /**
     * Answers.
     *
     * @return one of {@link ExitCode}
     */
    abstract int answer(EnvironmentLog log, Output out) throws Exception;

    final Output out() {
        return output.to(commandLine().getOut());
    }

    /** A word to the person beside the answer, where a pipe does not take it for the answer. */
    final void warn(String text) {
        err().println(text);
    }

    final PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not filled the command in");
        }
        return spec.commandLine();
    }

    static EnvironmentLog open(LogConnection connection, @Nullable String environment)
            throws LogUnavailableException, NoSuchEnvironmentException, NotThereException {
        return EnvironmentLog.open(
                connection,
                environment == null ? theOnlyOne(connection) : Arguments.environment(environment));
    }

    private static EnvironmentId theOnlyOne(LogConnection connection)
            throws LogUnavailableException, NotThereException {
        List<EnvironmentId> all = LogEnvironments.list(connection);
        if (all.size() == 1) {
            return all.getFirst();
        }
        if (all.isEmpty()) {
            throw new NotThereException(
                    "No environment is at %s under the prefix %s, or this principal may see none. Check --bootstrap-servers, --prefix and the READ permission."
                            .formatted(
                                    connection.bootstrapServers(), connection.topics().prefix()));
        }
        throw new BadArgumentException(
                "Say which environment with --env: "
                        + all.stream().map(EnvironmentId::value).collect(Collectors.joining(", "))
                        + ".");
    }
}
