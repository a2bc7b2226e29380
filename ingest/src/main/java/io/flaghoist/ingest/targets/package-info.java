/** Polls the targets that the admin service lists, and publishes what differs. */
@NullMarked
package io.flaghoist.ingest.targets;

import org.jspecify.annotations.NullMarked;
