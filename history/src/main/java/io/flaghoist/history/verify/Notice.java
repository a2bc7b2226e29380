package io.flaghoist.history.verify;

import io.flaghoist.history.log.Place;
import java.util.Optional;

/**
 * Something that a person should know and that is not wrong.
 *
 * @param place the record that it is about, if it is about one
 * @param words one sentence
 */
public record Notice(Optional<Place> place, String words) {
    static Notice of(String words) {
        return new Notice(Optional.empty(), words);
    }

    static Notice at(Place place, String words) {
        return new Notice(Optional.of(place), words);
    }
}
