package io.flaghoist.history.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that differs between two versions of a document.
 *
 * @param path where, for programs: {@code rules[r1].serve.variation}. Elements are named by what
 *     identifies them, not by their place, so that a path means the same in both versions; {@code
 *     #2} is the second of those with one name, or without any. Names of other characters than
 *     letters, digits, {@code _} and {@code -} are in quotes. Empty for the document as a whole;
 *     {@code rules[]} is the order of a list, {@code rules[].priority} all new priorities at once.
 *     Where elements came and went, two differences have the path of the list, one for each
 * @param before the value there, in full; null where there was none
 * @param after likewise
 * @param text one line for people, of printable characters, bounded in length
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Difference(
        String path, @Nullable JsonNode before, @Nullable JsonNode after, String text) {}
