/** Threads that somebody owns: named, and ended by their owner. */
@NullMarked
package io.flaghoist.ingest.thread;

import org.jspecify.annotations.NullMarked;
