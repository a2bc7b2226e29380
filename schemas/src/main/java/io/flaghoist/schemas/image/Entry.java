package io.flaghoist.schemas.image;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;

/**
 * A document as an image holds it.
 *
 * @param position the change that made it what it is
 * @param observedAtMillis when that change was seen, epoch milliseconds
 */
public record Entry<D extends Document>(D document, Position position, long observedAtMillis) {}
