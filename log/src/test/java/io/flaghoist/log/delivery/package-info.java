/** Tests of the shared reader. */
@NullMarked
package io.flaghoist.log.delivery;

import org.jspecify.annotations.NullMarked;
