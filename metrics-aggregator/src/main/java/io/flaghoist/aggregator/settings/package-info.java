/** The aggregator's settings. */
@NullMarked
package io.flaghoist.aggregator.settings;

import org.jspecify.annotations.NullMarked;
