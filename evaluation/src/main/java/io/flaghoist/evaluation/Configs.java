package io.flaghoist.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Absent and null count as empty everywhere in a configuration (evaluation.md, 1). */
final class Configs {
    private Configs() {}

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Why upstream's document is refused, if this is its placeholder; else null. */
    static @Nullable String refusal(@Nullable JsonNode reason) {
        return reason == null ? null : reason.textValue();
    }

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static long number(@Nullable Number number) {
        return number == null ? 0 : number.longValue();
    }
}
