/** Registers upstream, once per content, the targets that edges have seen. */
@NullMarked
package io.flaghoist.ingest.registrations;

import org.jspecify.annotations.NullMarked;
