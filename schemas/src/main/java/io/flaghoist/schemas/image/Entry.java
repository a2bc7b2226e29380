package io.flaghoist.schemas.image;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;

/**
 * A document in an image.
 *
 * @param position its last change
 * @param observedAtMillis when that change was seen, epoch milliseconds
 */
public record Entry<D extends Document>(D document, Position position, long observedAtMillis) {}
