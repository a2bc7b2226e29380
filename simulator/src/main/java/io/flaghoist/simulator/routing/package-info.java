/** From a request line to the code that answers it. */
@NullMarked
package io.flaghoist.simulator.routing;

import org.jspecify.annotations.NullMarked;
