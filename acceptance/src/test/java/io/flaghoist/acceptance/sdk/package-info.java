/** The official SDKs as processes of their own, behind one small interface. */
@NullMarked
package io.flaghoist.acceptance.sdk;

import org.jspecify.annotations.NullMarked;
