package io.flaghoist.log.client;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The value of {@code sasl.jaas.config} for a user with a password. */
final class JaasLine {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";

    /** The login module for each mechanism that takes a user and a password. */
    static final SortedMap<String, String> MODULES =
            Collections.unmodifiableSortedMap(
                    new TreeMap<>(
                            Map.of(
                                    "PLAIN",
                                    PLAIN,
                                    "SCRAM-SHA-256",
                                    SCRAM,
                                    "SCRAM-SHA-512",
                                    SCRAM)));

    private JaasLine() {}

    static String of(String mechanism, String username, String password) {
        return "%s required username=%s password=%s;"
                .formatted(MODULES.get(mechanism), quoted(username), quoted(password));
    }

    /** As {@link java.io.StreamTokenizer} reads it, by which Kafka parses the line. */
    private static String quoted(String text) {
        String escaped =
                text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r");
        return '"' + escaped + '"';
    }
}
