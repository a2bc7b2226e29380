/** Tests of what every service is made of. */
@NullMarked
package io.flaghoist.service.metrics;

import org.jspecify.annotations.NullMarked;
