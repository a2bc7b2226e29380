package io.flaghoist.ingest.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of flags whose state upstream gives as neither on nor off, once each until they have one
 * again: they are served as off, and somebody should know. Thread-safe.
 */
final class OddStates {
    private static final Logger log = LoggerFactory.getLogger(OddStates.class);

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * @param identifier of the flag, valid
     * @param flag as upstream sent it
     */
    void look(String identifier, JsonNode flag) {
        switch (flag.path("state").asText("")) {
            case "on", "off" -> told.remove(identifier);
            default -> {
                if (told.add(identifier)) {
                    log.warn(
                            "The state of flag {} is neither on nor off: SDKs get what it is when it is off."
                                    + " Check the flag at Harness.",
                            identifier);
                }
            }
        }
    }
}
