/** SDK streams: notices encoded once, written without blocking, bounded per connection. */
@NullMarked
package io.flaghoist.edge.stream;

import org.jspecify.annotations.NullMarked;
