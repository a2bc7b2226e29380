package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names of target attributes that are never published, as the variable PRIVATE_ATTRIBUTES carries
 * them: separated by commas.
 *
 * @param names as they are spelt in targets; case matters
 */
record PrivateAttributes(Set<String> names) {
    PrivateAttributes {
        names = Set.copyOf(names);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PrivateAttributes of(String commaSeparated) {
        return new PrivateAttributes(
                Arrays.stream(commaSeparated.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet()));
    }
}
