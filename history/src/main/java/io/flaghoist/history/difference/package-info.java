/** What differs between two versions of a document, or of an environment: in words, and as data. */
@NullMarked
package io.flaghoist.history.difference;

import org.jspecify.annotations.NullMarked;
