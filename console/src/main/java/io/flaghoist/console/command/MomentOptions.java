package io.flaghoist.console.command;

import io.flaghoist.history.moment.Moment;
import io.flaghoist.history.moment.MomentParser;
import io.flaghoist.history.moment.NotAMomentException;
import io.flaghoist.history.moment.Resolution;
import java.time.Clock;

/** Parses moments in arguments. */
final class MomentOptions {
    static final String FORMS =
            "a revision (1842), a time (2026-11-27T14:05Z, '2026-11-27 14:05 Europe/Berlin', '14:05'), '10m ago', 'yesterday 9:00' or now";

    private MomentOptions() {}

    /** Parses one; warns which was taken of a local time that happened twice or never. */
    static Moment read(LogCommand command, String text) {
        Moment moment;
        try {
            moment = new MomentParser(Clock.systemUTC(), command.output.zone()).parse(text);
        } catch (NotAMomentException e) {
            throw new BadArgumentException(String.valueOf(e.getMessage()));
        }
        if (moment instanceof Moment.At(_, var resolution)) {
            resolution.map(Resolution::text).ifPresent(command::warn);
        }
        return moment;
    }
}
