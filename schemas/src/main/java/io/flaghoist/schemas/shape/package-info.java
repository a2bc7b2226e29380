/** The canonical shape of documents, which every SDK can read (sdk-clients.md, section 6). */
@NullMarked
package io.flaghoist.schemas.shape;

import org.jspecify.annotations.NullMarked;
