/** Harness SaaS by its client and admin service: authentication, documents, stream. */
@NullMarked
package io.flaghoist.ingest.upstream;

import org.jspecify.annotations.NullMarked;
