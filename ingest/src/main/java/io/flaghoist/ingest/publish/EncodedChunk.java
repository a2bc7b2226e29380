package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.LogTail;

/**
 * Changes that go into one transaction.
 *
 * @param batch records of config and history, in order
 * @param after the log's end once they are committed
 */
record EncodedChunk(RecordBatch batch, LogTail after) {}
