package io.flaghoist.console.command;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.log.LogConnection;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.NoSuchEnvironmentException;
import io.flaghoist.history.moment.Moment;
import io.flaghoist.history.moment.MomentParser;
import io.flaghoist.history.moment.NotAMomentException;
import io.flaghoist.history.past.Moments;
import io.flaghoist.history.past.PastUnknownException;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about the log of one environment. */
abstract class LogCommand extends BaseCommand {
    /** The forms of moments, for descriptions. */
    static final String MOMENTS =
            "a revision (1842), a time (2026-11-27T14:05Z, '2026-11-27 14:05 Europe/Berlin', '14:05'), '10m ago', 'yesterday 9:00' or now";

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
        List<EnvironmentId> all = EnvironmentLog.environments(connection);
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

    /** Parses a moment; warns which was taken of a local time that happened twice or never. */
    final Moment moment(String text) {
        Moment moment;
        try {
            moment = new MomentParser(Clock.systemUTC(), output.zone()).parse(text);
        } catch (NotAMomentException e) {
            throw new BadArgumentException(String.valueOf(e.getMessage()));
        }
        if (moment instanceof Moment.At(_, var note)) {
            note.ifPresent(this::warn);
        }
        return moment;
    }

    /** The last revision at a moment; empty where none is given. */
    final OptionalLong revision(EnvironmentLog log, @Nullable String moment)
            throws LogUnavailableException, PastUnknownException {
        return moment == null
                ? OptionalLong.empty()
                : OptionalLong.of(Moments.revision(log, moment(moment)));
    }
}
