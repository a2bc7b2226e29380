package io.flaghoist.edge;

import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Targets too large for a token.
 *
 * @param enabled whether this edge reads and writes the targets topics; default false
 * @param retention maximum age of a stored target; default 30 days
 * @param maxStore maximum size of the store on disk; default 4 GiB
 * @param maxRecent maximum bytes of targets too large for a token in memory; default 16 MiB
 * @param privateAttributes names of attributes that never leave this process, comma-separated;
 *     default none
 */
public record TargetSettings(
        boolean enabled,
        Duration retention,
        DataSize maxStore,
        DataSize maxRecent,
        String privateAttributes) {

    public TargetSettings(
            boolean enabled,
            @Nullable Duration retention,
            @Nullable DataSize maxStore,
            @Nullable DataSize maxRecent,
            @Nullable String privateAttributes) {
        this.enabled = enabled;
        this.retention = Objects.requireNonNullElseGet(retention, () -> Duration.days(30));
        this.maxStore = Objects.requireNonNullElseGet(maxStore, () -> DataSize.gibibytes(4));
        this.maxRecent = Objects.requireNonNullElseGet(maxRecent, () -> DataSize.mebibytes(16));
        this.privateAttributes = Objects.requireNonNullElse(privateAttributes, "");
    }

    public static TargetSettings defaults() {
        return new TargetSettings(false, null, null, null, null);
    }

    /** The names of the attributes that are private; never empty ones. */
    public Set<String> privateNames() {
        var names = new TreeSet<String>();
        Arrays.stream(privateAttributes.split(",", -1)).map(String::strip).forEach(names::add);
        names.remove("");
        return names;
    }
}
