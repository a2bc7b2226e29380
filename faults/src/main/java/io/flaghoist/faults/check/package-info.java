/** Pure: what SaaS held, what an edge served and said, and whether that was honest. */
@NullMarked
package io.flaghoist.faults.check;

import org.jspecify.annotations.NullMarked;
