/** Where environments come from: sources and their catalogue; Harness SaaS by API keys. */
@NullMarked
package io.flaghoist.ingest.upstream;

import org.jspecify.annotations.NullMarked;
