package io.flaghoist.ingest.registrations;

import io.flaghoist.schemas.EnvironmentId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Tells by its key alone whose a registration is, before anything is parsed. */
final class Keys {
    private Keys() {}

    static boolean isOf(EnvironmentId environment, byte @Nullable [] key) {
        byte[] start = (environment.value() + "/").getBytes(StandardCharsets.UTF_8);
        return key != null
                && key.length >= start.length
                && Arrays.equals(key, 0, start.length, start, 0, start.length);
    }
}
