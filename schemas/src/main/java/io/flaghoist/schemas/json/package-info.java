/** Reading and writing JSON: limits for input, canonical bytes for output. */
@NullMarked
package io.flaghoist.schemas.json;

import org.jspecify.annotations.NullMarked;
