/** SDK streams: events encoded once, written without blocking, with a limit per connection. */
@NullMarked
package io.flaghoist.edge.stream;

import org.jspecify.annotations.NullMarked;
