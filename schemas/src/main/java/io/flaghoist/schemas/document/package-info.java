/** What one environment consists of: flags, segments, API keys and the environment's own record. */
@NullMarked
package io.flaghoist.schemas.document;

import org.jspecify.annotations.NullMarked;
