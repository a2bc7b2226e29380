package io.flaghoist.console.command;

import io.flaghoist.history.past.DiskStateCache;
import io.flaghoist.history.past.StateCache;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The cache on this machine. Picocli sets the fields. */
final class CacheOptions {
    private static final long MAX_BYTES = 256L << 20;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description =
                    "the cache of rebuilt states and verified heads, at most 256 MiB ($XDG_CACHE_HOME/flaghoist, else ~/.cache/flaghoist)")
    @Nullable Path directory;

    @Option(names = "--no-cache", description = "use no cache")
    boolean isOff;

    StateCache states() {
        return directory()
                .<StateCache>map(it ->
                        new DiskStateCache(it.resolve("states"), MAX_BYTES, Clock.systemUTC()))
                .orElse(StateCache.NONE);
    }

    /** Empty without a cache. */
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
