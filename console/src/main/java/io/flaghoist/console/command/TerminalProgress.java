package io.flaghoist.console.command;

import io.flaghoist.history.progress.Progress;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A progress bar on a terminal, shown after one second, cleared at the end. */
final class TerminalProgress implements Progress {
    private static final long DELAY_NANOS = 1_000_000_000L;
    private static final int REDRAW_MILLIS = 200;

    private final PrintStream terminal;
    private final LongSupplier nanoTime;
    private String what = "";
    private long total;
    private long done;
    private long began;
    private @Nullable ProgressBar bar;

    TerminalProgress(PrintStream terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void begin(String what, long total) {
        end();
        this.what = what;
        this.total = total;
        done = 0;
        began = nanoTime.getAsLong();
    }

    @Override
    public void advance(long by) {
        done += by;
        ProgressBar shown = bar;
        if (shown == null && nanoTime.getAsLong() - began > DELAY_NANOS) {
            shown = show();
            bar = shown;
        }
        if (shown != null) {
            shown.stepTo(done);
        }
    }

    private ProgressBar show() {
        return new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(total > 0 ? total : -1)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .clearDisplayOnFinish()
                .build();
    }

    @Override
    public void end() {
        ProgressBar shown = bar;
        bar = null;
        if (shown != null) {
            shown.close();
        }
    }
}
