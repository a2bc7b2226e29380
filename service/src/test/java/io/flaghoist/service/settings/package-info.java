/** Tests of settings. */
@NullMarked
package io.flaghoist.service.settings;

import org.jspecify.annotations.NullMarked;
