/** The settings of ingest, one record per concern, with their defaults. */
@NullMarked
package io.flaghoist.ingest.settings;

import org.jspecify.annotations.NullMarked;
