/**
 * Targets between upstream and topics: those that the admin service lists go to their topic, those
 * that edges have seen are registered upstream.
 */
@NullMarked
package io.flaghoist.ingest.targets;

import org.jspecify.annotations.NullMarked;
