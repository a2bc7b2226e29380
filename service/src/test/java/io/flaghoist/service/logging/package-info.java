/** Tests of what every service is made of. */
@NullMarked
package io.flaghoist.service.logging;

import org.jspecify.annotations.NullMarked;
