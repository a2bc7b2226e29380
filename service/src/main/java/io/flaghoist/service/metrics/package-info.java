/** What every service reports of itself and its JVM. */
@NullMarked
package io.flaghoist.service.metrics;

import org.jspecify.annotations.NullMarked;
