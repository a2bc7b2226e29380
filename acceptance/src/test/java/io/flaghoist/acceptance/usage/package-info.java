/** SDKs that report evaluations by the thousand, and what must arrive of them at SaaS. */
@NullMarked
package io.flaghoist.acceptance.usage;

import org.jspecify.annotations.NullMarked;
