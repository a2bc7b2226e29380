package io.flaghoist.schemas.json;

import com.fasterxml.jackson.core.JsonParseException;

/** The input is not UTF-8. */
final class NotUtf8Exception extends JsonParseException {
    private static final long serialVersionUID = 1;

    NotUtf8Exception() {
        super(null, "the bytes are not UTF-8");
    }
}
