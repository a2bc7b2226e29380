package io.flaghoist.service.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An exception as it is written: its messages, which may quote a request, are fields. */
final class BoundedThrowable implements IThrowableProxy {
    /** The maximum depth of the chain of causes. */
    private static final int MAX_DEPTH = 16;

    private static final IThrowableProxy[] NONE = {};

    private final IThrowableProxy of;
    private final int depth;

    private BoundedThrowable(IThrowableProxy of, int depth) {
        this.of = of;
        this.depth = depth;
    }

    static @Nullable IThrowableProxy of(@Nullable IThrowableProxy failure) {
        return of(failure, 0);
    }

    private static @Nullable IThrowableProxy of(@Nullable IThrowableProxy failure, int depth) {
        return failure == null || depth == MAX_DEPTH ? null : new BoundedThrowable(failure, depth);
    }

    private static @Nullable String field(@Nullable String text) {
        return text == null ? null : LogText.field(text);
    }

    @Override
    public @Nullable String getMessage() {
        return field(of.getMessage());
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return field(of.getOverridingMessage());
    }

    @Override
    public String getClassName() {
        return of.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return of.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return of.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return of(of.getCause(), depth + 1);
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        IThrowableProxy[] suppressed = of.getSuppressed();
        return suppressed == null || depth + 1 == MAX_DEPTH
                ? NONE
                : Arrays.stream(suppressed)
                        .map(each -> new BoundedThrowable(each, depth + 1))
                        .toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
        return of.isCyclic();
    }
}
