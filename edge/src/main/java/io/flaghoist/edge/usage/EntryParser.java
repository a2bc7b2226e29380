package io.flaghoist.edge.usage;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Reads the entries of {@code metricsData}, one after the other. For one post and thread. */
final class EntryParser {
    private final Tokens tokens;
    private final PostEntry entry;

    EntryParser(Tokens tokens, PostEntry entry) {
        this.tokens = tokens;
        this.entry = entry;
    }

    void missing() {
        entry.missing();
    }

    void entry() throws IOException {
        entry.begin();
        long timestamp = 0;
        long count = 0;
        while (tokens.next() == JsonToken.FIELD_NAME) {
            switch (tokens.name()) {
                case "timestamp" -> timestamp = tokens.number();
                case "count" -> count = tokens.number();
                case "attributes" -> tokens.attributes(entry);
                default -> tokens.skipValue();
            }
        }
        entry.end(count, timestamp);
    }
}
