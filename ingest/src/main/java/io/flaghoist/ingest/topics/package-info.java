/** Creates the topics of the catalogue and checks those that exist. */
@NullMarked
package io.flaghoist.ingest.topics;

import org.jspecify.annotations.NullMarked;
