/** How JSON is read and written here: bounded when read, in one byte form when written. */
@NullMarked
package io.flaghoist.schemas.json;

import org.jspecify.annotations.NullMarked;
