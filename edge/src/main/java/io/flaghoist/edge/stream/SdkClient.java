package io.flaghoist.edge.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Workarounds for stream clients (sdk-clients.md, 1 and 4). */
enum SdkClient {
    /**
     * Discards data of one read that begins with a colon, including a following event; an empty
     * line in front prevents this.
     */
    NODE("\n:\n\n", false),
    /** Known to handle a heartbeat and an event in one read. */
    TOLERANT(":\n\n", false),
    /** Unknown: may be an old Node SDK, so events must not closely follow heartbeats. */
    UNKNOWN(":\n\n", true);

    private static final Set<String> TOLERANT_LANGUAGES =
            Set.of("java", "go", ".net", "ruby", "python", "javascript", "android", "ios");

    private final String heartbeat;
    private final boolean needsGap;

    SdkClient(String heartbeat, boolean needsGap) {
        this.heartbeat = heartbeat;
        this.needsGap = needsGap;
    }

    /** Reads a header {@code Harness-SDK-Info}, for instance {@code NodeJS 1.8.12 Server}. */
    public static SdkClient of(@Nullable String sdkInfo) {
        if (sdkInfo == null) {
            return UNKNOWN;
        }
        int space = sdkInfo.indexOf(' ');
        String language =
                (space < 0 ? sdkInfo : sdkInfo.substring(0, space)).toLowerCase(Locale.ROOT);
        if (language.equals("nodejs")) {
            return NODE;
        }
        return TOLERANT_LANGUAGES.contains(language) ? TOLERANT : UNKNOWN;
    }

    ByteBuffer heartbeat() {
        return ByteBuffer.wrap(heartbeat.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether an event must not follow a heartbeat closely. */
    boolean needsGap() {
        return needsGap;
    }
}
