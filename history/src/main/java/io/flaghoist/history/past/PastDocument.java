package io.flaghoist.history.past;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import java.util.Optional;

/**
 * A document as it stood.
 *
 * @param since the change that had made it so; empty where only later changes were read
 */
public record PastDocument(Document document, Optional<Position> since) {}
