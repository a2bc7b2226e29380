package io.flaghoist.console.command;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.past.PastState;
import io.flaghoist.history.past.Rebuilder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command that rebuilds a past state. */
abstract class RebuildingCommand extends LogCommand {
    @Mixin final CacheOptions cache = new CacheOptions();

    /** The environment at a moment; now where none is given. */
    final PastState at(EnvironmentLog log, @Nullable String moment) throws Exception {
        var rebuilder = new Rebuilder(log, cache.states(), output.progress());
        OptionalLong revision = revision(log, moment);
        return revision.isPresent() ? rebuilder.at(revision.getAsLong()) : rebuilder.now();
    }
}
