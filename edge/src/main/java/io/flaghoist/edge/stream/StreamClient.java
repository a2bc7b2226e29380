package io.flaghoist.edge.stream;

import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.document.KeyType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client of a stream.
 *
 * @param sdk its workarounds
 * @param isClientSide whether its flags are evaluated here: then it also gets events of flags that
 *     a server SDK would evaluate itself
 * @param target its target; null if unknown
 */
public record StreamClient(SdkClient sdk, boolean isClientSide, @Nullable EvaluationTarget target) {
    /** Maximum size of a target kept with a stream, in characters. */
    private static final int MAX_TARGET = 4096;

    /**
     * Determines the client when a stream opens.
     *
     * @param sdkInfo the header {@code Harness-SDK-Info}, for instance {@code Javascript 1.32.0
     *     Client}
     */
    public static StreamClient of(
            @Nullable String sdkInfo, KeyType keyType, @Nullable EvaluationTarget target) {
        String info = sdkInfo == null ? "" : sdkInfo.toLowerCase(Locale.ROOT);
        boolean isClientSide =
                target != null
                        || info.endsWith(" client")
                        || (keyType == KeyType.CLIENT && !info.endsWith(" server"));
        return new StreamClient(
                SdkClient.of(sdkInfo),
                isClientSide,
                target == null || target.size() > MAX_TARGET ? null : target);
    }

    /** The same client, with the events of server SDKs. */
    StreamClient toldPlainly() {
        return new StreamClient(sdk, false, null);
    }

    /** Whether {@code notice} affects this client. */
    boolean isConcernedBy(StreamEvent notice) {
        return target == null || !notice.turnsNothing();
    }
}
