package io.flaghoist.schemas.metrics;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The key of a count within an environment. Nothing is null; unreported values are {@code ""}.
 *
 * @param feature the flag's identifier, or its name if an SDK sends only that; never empty
 * @param variation the variation's identifier; never empty
 */
public record UsageKey(
        String feature, String variation, String sdkType, String sdkLanguage, String sdkVersion)
        implements Comparable<UsageKey> {

    private static final Comparator<UsageKey> ORDER =
            Comparator.comparing(UsageKey::feature)
                    .thenComparing(UsageKey::variation)
                    .thenComparing(UsageKey::sdkType)
                    .thenComparing(UsageKey::sdkLanguage)
                    .thenComparing(UsageKey::sdkVersion);

    public UsageKey {
        if (isBlank(feature) || isBlank(variation)) {
            throw new IllegalArgumentException("a usage names a feature and a variation");
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    @Override
    public int compareTo(UsageKey other) {
        return ORDER.compare(this, other);
    }
}
