package io.flaghoist.history.log;

/** Takes records one after another. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * Takes the next record.
     *
     * @return whether to go on
     */
    boolean visit(StoredRecord record) throws LogUnavailableException;
}
