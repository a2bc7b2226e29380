@NullMarked
package io.flaghoist.ingest.topics;

import org.jspecify.annotations.NullMarked;
