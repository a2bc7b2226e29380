/**
 * What people order: how an environment stands, the order on the control topic, what came of it.
 */
@NullMarked
package io.flaghoist.console.order;

import org.jspecify.annotations.NullMarked;
