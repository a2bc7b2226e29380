package io.flaghoist.saas;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;

/**
 * SDK keys as the variable API_KEYS carries them: separated by commas.
 *
 * @param keys without repetition, in the given order
 */
public record ApiKeys(List<Secret> keys) {
    public ApiKeys {
        keys = keys.stream().distinct().toList();
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ApiKeys of(String commaSeparated) {
        return new ApiKeys(
                Arrays.stream(commaSeparated.split(","))
                        .map(Secret::new)
                        .filter(key -> !key.isEmpty())
                        .toList());
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }
}
