/** What this edge says about itself to people and orchestrators. */
@NullMarked
package io.flaghoist.edge.health;

import org.jspecify.annotations.NullMarked;
