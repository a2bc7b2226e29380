package io.flaghoist.console.command;

import io.flaghoist.history.past.DiskStateCache;
import io.flaghoist.history.past.StateCache;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is kept on this machine between two calls. Picocli fills the fields in. */
final class CacheOptions {
    private static final long MAX_BYTES = 256L << 20;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "where rebuilt states and verified heads are kept, at most 256 MiB ($XDG_CACHE_HOME/flaghoist, else ~/.cache/flaghoist)")
    @Nullable Path directory;

    @Option(names = "--no-cache", description = "keep nothing, use nothing that was kept")
    boolean isOff;

    StateCache states() {
        return directory()
                .<StateCache>map(it ->
                        new DiskStateCache(it.resolve("states"), MAX_BYTES, Clock.systemUTC()))
                .orElse(StateCache.NONE);
    }

    /** Empty where nothing is to be kept. */
    Optional<Path> directory() {
        if (isOff) {
            return Optional.empty();
        }
        return Optional.of(directory == null ? defaultDirectory() : directory);
    }

    private static Path defaultDirectory() {
        return Home.directory("XDG_CACHE_HOME", ".cache");
    }
}
