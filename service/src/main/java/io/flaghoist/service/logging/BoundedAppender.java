package io.flaghoist.service.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the appenders that write: they get events whose texts are bounded and escaped, and
 * of what bad requests cause, and of the warnings of Kafka's clients, one line of a kind per
 * minute, with the number of the others.
 */
public final class BoundedAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {
    private static final long PERIOD_SECONDS = 60;

    private final AppenderAttachableImpl<ILoggingEvent> writing = new AppenderAttachableImpl<>();
    private final RepeatedLines repeated =
            new RepeatedLines(TimeUnit.SECONDS.toNanos(PERIOD_SECONDS));
    private final AtomicBoolean willTell = new AtomicBoolean();
    private final LongSupplier nanoTime;

    /** For Logback's files of settings too. */
    public BoundedAppender() {
        this(System::nanoTime);
    }

    BoundedAppender(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    protected void append(ILoggingEvent event) {
        var line = BoundedEvent.of(event);
        long now = nanoTime.getAsLong();
        tell(repeated.ended(now));
        String kind = kind(event, line.getMessage());
        if (kind != null && !repeated.passes(kind, line, now)) {
            tellLater();
        } else {
            var _ = writing.appendLoopOnAppenders(line);
        }
    }

    /** Null for a line that is not limited. */
    private static @Nullable String kind(ILoggingEvent event, String message) {
        if (BadRequests.mayHaveCaused(event)) {
            return BadRequests.kind(event, message);
        }
        return KafkaLines.isOne(event) ? KafkaLines.kind(event, message) : null;
    }

    private void tell(List<RepeatedLines.KeptBack> some) {
        for (RepeatedLines.KeptBack keptBack : some) {
            var _ =
                    writing.appendLoopOnAppenders(
                            keptBack.last()
                                    .and(
                                            " (and %d more of this kind within a minute)"
                                                    .formatted(keptBack.count())));
        }
    }

    /** The count is told in time although nobody may log anything else; on Logback's own thread. */
    private void tellLater() {
        if (getContext() != null && willTell.compareAndSet(false, true)) {
            var _ =
                    getContext()
                            .getScheduledExecutorService()
                            .schedule(this::tellEnded, PERIOD_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void tellEnded() {
        willTell.set(false);
        tell(repeated.ended(nanoTime.getAsLong()));
        if (repeated.isKeepingBack()) {
            tellLater();
        }
    }

    /** Tells what has been kept back, then stops those that write. */
    @Override
    public void stop() {
        if (isStarted()) {
            tell(repeated.all(nanoTime.getAsLong()));
        }
        super.stop();
        writing.detachAndStopAllAppenders();
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        writing.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return writing.iteratorForAppenders();
    }

    @Override
    public @Nullable Appender<ILoggingEvent> getAppender(String name) {
        return writing.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return writing.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        writing.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return writing.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return writing.detachAppender(name);
    }
}
