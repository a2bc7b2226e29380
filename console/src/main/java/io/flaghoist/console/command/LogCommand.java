package io.flaghoist.console.command;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogEnvironments;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.NoSuchEnvironmentException;
import io.flaghoist.schemas.EnvironmentId;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about the log of one environment. */
abstract class LogCommand extends BaseCommand {
    @Option(
            names = {"-e", "--env"},
            paramLabel = "ID",
            description = "the environment; optional where there is only one")
    @Nullable String environment;

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

    static EnvironmentLog open(LogConnection connection, @Nullable String environment)
            throws LogUnavailableException, NoSuchEnvironmentException, NotFoundException {
        return EnvironmentLog.open(
                connection,
                environment == null ? theOnlyOne(connection) : Arguments.environment(environment));
    }

    private static EnvironmentId theOnlyOne(LogConnection connection)
            throws LogUnavailableException, NotFoundException {
        List<EnvironmentId> all = LogEnvironments.list(connection);
        if (all.size() == 1) {
            return all.getFirst();
        }
        if (all.isEmpty()) {
            throw new NotFoundException(
                    "There is no environment at %s under the prefix %s, or this principal may see none. Check --bootstrap-servers, --prefix and the READ permission."
                            .formatted(
                                    connection.bootstrapServers(), connection.topics().prefix()));
        }
        throw new BadArgumentException(
                "Give the environment with --env: "
                        + all.stream().map(EnvironmentId::value).collect(Collectors.joining(", "))
                        + ".");
    }
}
