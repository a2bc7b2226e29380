/** The messages of the Harness API. */
@NullMarked
package io.flaghoist.schemas.wire;

import org.jspecify.annotations.NullMarked;
