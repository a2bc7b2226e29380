@NullMarked
package io.flaghoist.ingest.status;

import org.jspecify.annotations.NullMarked;
