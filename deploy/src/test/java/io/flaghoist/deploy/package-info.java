/** Holds the images and the compose file to the built services, without a container engine. */
@NullMarked
package io.flaghoist.deploy;

import org.jspecify.annotations.NullMarked;
