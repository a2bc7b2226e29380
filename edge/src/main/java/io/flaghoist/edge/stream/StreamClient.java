package io.flaghoist.edge.stream;

import io.flaghoist.evaluation.EvaluationTarget;
import io.flaghoist.schemas.document.KeyType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a stream.
 *
 * @param sdk how it must be treated
 * @param isClientSide whether it has its flags evaluated instead of evaluating them: then it is
 *     told of flags where a server SDK would work out the consequences itself
 * @param target for whom; null when that is not known
 */
public record StreamClient(SdkClient sdk, boolean isClientSide, @Nullable EvaluationTarget target) {
    /** Larger targets are not kept for as long as a stream lasts, in characters. */
    private static final int MAX_TARGET = 4096;

    /**
     * Judges by what is known when a stream opens.
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

    /** The same reader, told what server SDKs are told. */
    StreamClient toldPlainly() {
        return new StreamClient(sdk, false, null);
    }

    /** Whether {@code notice} says anything to this client. */
    boolean isConcernedBy(StreamEvent notice) {
        return target == null || !notice.turnsNothing();
    }
}
