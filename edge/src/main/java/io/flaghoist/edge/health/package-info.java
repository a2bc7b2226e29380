/** Health and readiness for operators and orchestrators. */
@NullMarked
package io.flaghoist.edge.health;

import org.jspecify.annotations.NullMarked;
