/** The wire model of the Harness API, with unknown fields preserved. */
@NullMarked
package io.flaghoist.schemas.wire;

import org.jspecify.annotations.NullMarked;
