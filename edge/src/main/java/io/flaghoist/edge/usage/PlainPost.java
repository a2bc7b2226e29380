package io.flaghoist.edge.usage;

import org.jspecify.annotations.Nullable;

/**
 * Reads the posts that SDKs send all day: entries of plain texts and no targets. It never judges:
 * where it finds anything else, be it wrong or only rare, it gives up, and {@link PostParser} reads
 * the post with a parser that knows all of JSON. For one post and thread.
 */
final class PlainPost {
    private static final int METRICS = 1;
    private static final int TARGETS = 2;
    private static final int TIMESTAMP = 1;
    private static final int COUNT = 2;
    private static final int TYPE = 4;
    private static final int ATTRIBUTES = 8;

    private final PlainText text;
    private final PostEntry entry;
    private final KnownAttributes known;
    private int attributesStart;
    private int attributesEnd;

    PlainPost(PlainText text, PostEntry entry, KnownAttributes known) {
        this.text = text;
        this.entry = entry;
        this.known = known;
    }

    /** Reads the post, and returns whether it is one of these; if not, forget what it told. */
    boolean read() {
        if (!text.has('{')) {
            return false;
        }
        int seen = 0;
        do {
            int field = field(text.text());
            boolean isFine = field != 0 && (seen & field) == 0 && text.has(':') && list(field);
            if (!isFine) {
                return false;
            }
            seen |= field;
        } while (text.has(','));
        return text.has('}') && text.isAtEnd();
    }

    private static int field(@Nullable String name) {
        return switch (name) {
            case "metricsData" -> METRICS;
            case "targetData" -> TARGETS;
            case null, default -> 0;
        };
    }

    private boolean list(int field) {
        if (!text.has('[')) {
            return false;
        }
        return text.has(']') || (field == METRICS && entries());
    }

    private boolean entries() {
        do {
            if (!entry()) {
                return false;
            }
        } while (text.has(','));
        return text.has(']');
    }

    private boolean entry() {
        if (!text.has('{')) {
            return false;
        }
        entry.begin();
        attributesEnd = attributesStart;
        long count = 0;
        long timestamp = 0;
        int seen = 0;
        do {
            String name = text.text();
            if (name == null || !text.has(':')) {
                return false;
            }
            int field =
                    switch (name) {
                        case "timestamp" -> {
                            timestamp = text.number();
                            yield timestamp == PlainText.NO_NUMBER ? 0 : TIMESTAMP;
                        }
                        case "count" -> {
                            count = text.number();
                            yield count == PlainText.NO_NUMBER ? 0 : COUNT;
                        }
                        case "metricsType" -> text.passText() ? TYPE : 0;
                        case "attributes" -> attributes() ? ATTRIBUTES : 0;
                        default -> 0;
                    };
            if (field == 0 || (seen & field) != 0) {
                return false;
            }
            seen |= field;
        } while (text.has(','));
        if (!text.has('}')) {
            return false;
        }
        entry.end(count, timestamp);
        if (attributesEnd > attributesStart) {
            entry.learn(known, text.bytes(), attributesStart, attributesEnd);
        }
        return true;
    }

    private boolean attributes() {
        attributesStart = text.next();
        KnownAttributes.Known all = text.known(known);
        if (all != null) {
            entry.take(all);
            return true;
        }
        boolean are = readAttributes();
        attributesEnd = text.next();
        return are;
    }

    private boolean readAttributes() {
        if (!text.has('[')) {
            return false;
        }
        if (text.has(']')) {
            return true;
        }
        do {
            if (!attribute()) {
                return false;
            }
        } while (text.has(','));
        return text.has(']');
    }

    private boolean attribute() {
        if (!(text.has('{') && isField("key"))) {
            return false;
        }
        String key = text.text();
        if (key == null || !text.has(',') || !isField("value")) {
            return false;
        }
        return value(key) && text.has('}');
    }

    private boolean isField(String name) {
        return name.equals(text.text()) && text.has(':');
    }

    private boolean value(String key) {
        if (text.hasNull()) {
            return true;
        }
        if (!entry.wants(key)) { // somebody's name, perhaps: no text is made of it
            return text.passText();
        }
        String value = text.text();
        if (value == null) {
            return false;
        }
        entry.take(key, value);
        return true;
    }
}
