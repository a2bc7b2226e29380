/** The routes, in one Jetty core handler at server level. */
@NullMarked
package io.flaghoist.edge.http;

import org.jspecify.annotations.NullMarked;
