package io.flaghoist.console.doctor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A part of the examination that runs on a thread of its own. */
final class Section {
    private final String name;
    private final Report report = new Report();
    private final Future<?> end;

    Section(String name, ExecutorService threads, Consumer<Report> examination) {
        this.name = name;
        this.end = threads.submit(() -> examination.accept(report));
    }

    /** Blocks until the section is complete; the results say so where it is not. */
    List<Check> await(long deadlineNanos) {
        try {
            end.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            report.add("examination", "timeout", name);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            report.add("examination", "failed", name, Map.of("place", Format.place(cause)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.add("examination", "interrupted", name);
        }
        return report.checks();
    }
}
