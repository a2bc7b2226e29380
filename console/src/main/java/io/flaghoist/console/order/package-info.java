/** Orders of operators: heartbeats of environments, orders on the control topic, their outcomes. */
@NullMarked
package io.flaghoist.console.order;

import org.jspecify.annotations.NullMarked;
