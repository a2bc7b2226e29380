package io.flaghoist.history.difference;

import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.record.ChangeKind;
import java.util.List;

/**
 * A document that is not the same in two states of an environment, or of two environments.
 *
 * @param kind whether only the later state has it, only the earlier, or both
 */
public record DocumentDifference(DocumentKey key, ChangeKind kind, List<Difference> differences) {
    public DocumentDifference {
        differences = List.copyOf(differences);
    }
}
