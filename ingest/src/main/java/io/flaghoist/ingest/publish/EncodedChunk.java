package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;
import java.util.List;

/**
 * Changes that go into one transaction.
 *
 * @param batch records of config and history, in order
 * @param own how the records of config are known again
 * @param after the log's end once they are committed
 */
record EncodedChunk(RecordBatch batch, List<OwnRecord> own, LogTail after) {}
