package io.flaghoist.edge.usage;

import io.flaghoist.schemas.metrics.UsageKey;
import org.jspecify.annotations.Nullable;

/**
 * Keys that came before and were found fit, so that they are looked at and made only once. Bounded:
 * a key gives way to the next one of its slot. Thread-safe without locks: a race costs a key made
 * twice.
 */
final class KnownKeys {
    private static final int SLOTS = 1 << 13;
    private static final int MAX_NAMES = 128;

    private final @Nullable UsageKey[] keys = new UsageKey[SLOTS];

    /** The key of these texts; null when it is not known. */
    @Nullable UsageKey find(
            String feature,
            String variation,
            String sdkType,
            String sdkLanguage,
            String sdkVersion) {
        UsageKey key = keys[slot(feature, variation, sdkType, sdkLanguage, sdkVersion)];
        boolean is =
                key != null
                        && key.feature().equals(feature)
                        && key.variation().equals(variation)
                        && key.sdkVersion().equals(sdkVersion)
                        && key.sdkLanguage().equals(sdkLanguage)
                        && key.sdkType().equals(sdkType);
        return is ? key : null;
    }

    /** Remembers a key, unless it takes too much memory for that. */
    void add(UsageKey key) {
        if (key.feature().length() + key.variation().length() <= MAX_NAMES) {
            keys[
                            slot(
                                    key.feature(),
                                    key.variation(),
                                    key.sdkType(),
                                    key.sdkLanguage(),
                                    key.sdkVersion())] =
                    key;
        }
    }

    private static int slot(
            String feature,
            String variation,
            String sdkType,
            String sdkLanguage,
            String sdkVersion) {
        int hash = feature.hashCode();
        hash = 31 * hash + variation.hashCode();
        hash = 31 * hash + sdkType.hashCode();
        hash = 31 * hash + sdkLanguage.hashCode();
        hash = 31 * hash + sdkVersion.hashCode();
        return (hash ^ hash >>> 13) & (SLOTS - 1);
    }
}
