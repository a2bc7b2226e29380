package io.flaghoist.ingest.targets;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.upstream.Answer;
import java.util.List;

/** Where targets are listed. */
interface TargetSource {
    /** One page, numbered from 0; the page after the last has none. Blocks. */
    Answer<List<JsonNode>> page(int number);
}
