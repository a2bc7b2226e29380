/** The immutable state of an environment, ready to serve, and the deltas between states. */
@NullMarked
package io.flaghoist.schemas.image;

import org.jspecify.annotations.NullMarked;
