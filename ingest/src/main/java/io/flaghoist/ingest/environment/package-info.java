/** One worker per environment: keeps the log equal to its source, and can be released. */
@NullMarked
package io.flaghoist.ingest.environment;

import org.jspecify.annotations.NullMarked;
