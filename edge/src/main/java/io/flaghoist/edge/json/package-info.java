/** JSON as tokens and stream events need it: ASCII alone. */
@NullMarked
package io.flaghoist.edge.json;

import org.jspecify.annotations.NullMarked;
