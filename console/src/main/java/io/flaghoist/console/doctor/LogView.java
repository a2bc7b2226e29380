package io.flaghoist.console.doctor;

import io.flaghoist.schemas.EnvironmentId;
import java.util.List;
import java.util.Map;

/**
 * What came of examining the log.
 *
 * @param revisions where each environment's log ends, as far as it can be read
 */
record LogView(List<Check> checks, Map<EnvironmentId, Long> revisions) {}
