/** The client, metrics and admin services. */
@NullMarked
package io.flaghoist.simulator.saas;

import org.jspecify.annotations.NullMarked;
