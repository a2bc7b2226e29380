package io.flaghoist.history.verify;

import io.flaghoist.history.log.RecordOffset;
import java.util.Optional;

/**
 * Something that a person should know and that is not wrong.
 *
 * @param place the record that it is about, if it is about one
 * @param words one sentence
 */
public record Remark(Optional<RecordOffset> place, String words) {
    static Remark of(String words) {
        return new Remark(Optional.empty(), words);
    }

    static Remark at(RecordOffset place, String words) {
        return new Remark(Optional.of(place), words);
    }
}
