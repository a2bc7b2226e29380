/**
 * What SDKs report of their evaluations: as they post it, on its way through topics, as posted to
 * SaaS.
 */
@NullMarked
package io.flaghoist.schemas.metrics;

import org.jspecify.annotations.NullMarked;
