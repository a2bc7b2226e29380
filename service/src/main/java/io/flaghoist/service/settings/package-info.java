/** A service's settings: a YAML file, and the environment variables that it names. */
@NullMarked
package io.flaghoist.service.settings;

import org.jspecify.annotations.NullMarked;
