@NullMarked
package io.flaghoist.ingest.control;

import org.jspecify.annotations.NullMarked;
