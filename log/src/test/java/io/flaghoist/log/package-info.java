/** Tests of what every service is made of. */
@NullMarked
package io.flaghoist.log;

import org.jspecify.annotations.NullMarked;
