package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonParseException;

/** What was to be JSON is not even text. */
final class NotUtf8Exception extends JsonParseException {
    private static final long serialVersionUID = 1;

    NotUtf8Exception() {
        super(null, "the bytes are not UTF-8");
    }
}
