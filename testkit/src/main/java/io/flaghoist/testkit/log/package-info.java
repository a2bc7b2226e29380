/** Writes logs to real topics for tests of what reads them. */
@NullMarked
package io.flaghoist.testkit.log;

import org.jspecify.annotations.NullMarked;
