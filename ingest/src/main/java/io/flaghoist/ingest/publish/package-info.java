/**
 * Decided changes into Kafka: one transaction for config and history, one fenced writer per shard.
 */
@NullMarked
package io.flaghoist.ingest.publish;

import org.jspecify.annotations.NullMarked;
