package io.flaghoist.edge.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a client must be treated that reads a stream (sdk-clients.md, 1 and 4). */
public enum SdkClient {
    /**
     * Throws away what it reads in one go when that begins with a colon, and with it an event that
     * follows; an empty line in front prevents it.
     */
    NODE("\n:\n\n", false),
    /** Known to cope with a heartbeat and an event in one read. */
    TOLERANT(":\n\n", false),
    /** Not known: may be an old Node SDK, so that events keep away from heartbeats. */
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
