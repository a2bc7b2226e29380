package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.ingest.upstream.ListPage;
import io.flaghoist.saas.Answer;

/** Where targets are listed. */
interface TargetSource {
    /** One page, numbered from 0. Blocks. */
    Answer<ListPage<JsonNode>> page(int number);

    /** Whether polling is suspended because the environment is retired. */
    default boolean isResting() {
        return false;
    }
}
