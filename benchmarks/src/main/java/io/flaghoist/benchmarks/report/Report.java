package io.flaghoist.benchmarks.report;

import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one question found: printed as a table, kept as JSON lines. For one thread. */
public final class Report {
    private final String question;
    private final Machine machine;
    private final boolean smoke;
    private final PrintStream out;
    private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String loadBefore = Machine.load();
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> tables = new ArrayList<>();
    private boolean skipped;

    /**
     * @param smoke whether this run only shows that everything runs; its figures mean nothing
     */
    public Report(String question, Machine machine, boolean smoke, PrintStream out) {
        this.question = question;
        this.machine = machine;
        this.smoke = smoke;
        this.out = out;
    }

    public void add(Figure figure) {
        figures.add(figure);
    }

    /** Figures once more, in another order; ready to print. */
    public void table(String lines) {
        tables.add(lines);
    }

    /** Something to know beside the figures, above all what was left out and why. */
    public void remark(String words) {
        remarks.add(words);
    }

    /** Says that something could not be measured, and why: no figure is better than a wrong one. */
    public void skip(String reason) {
        skipped = true;
        remark("SKIPPED: " + reason);
    }

    /** Says what is under way. */
    public void progress(String words) {
        out.println("  " + words + " ...");
    }

    /** Whether there is neither a figure nor a reason why. */
    public boolean isEmpty() {
        return figures.isEmpty() && !skipped;
    }

    public void print() {
        out.printf(
                "%n%s%s   (load average %s before, %s after)%n",
                question,
                smoke ? ": SMOKE RUN, figures mean nothing" : "",
                loadBefore,
                Machine.load());
        int width = figures.stream().mapToInt(it -> it.name().length()).max().orElse(0);
        for (Figure figure : figures) {
            out.printf(
                    Locale.ROOT,
                    "  %-" + width + "s  %10s %-8s %-12s %-8s %s%n",
                    figure.name(),
                    Figure.digits(figure.value()),
                    figure.unit(),
                    figure.target() == null ? "" : figure.target(),
                    smoke ? "" : figure.verdict(),
                    figure.note());
        }
        tables.forEach(lines -> out.println("\n" + lines.indent(2)));
        remarks.forEach(remark -> out.println("  note: " + remark));
        out.flush();
    }

    /** Appends a line per figure to {@code folder}, in a file per question. */
    public void append(Path folder) throws IOException {
        Files.createDirectories(folder);
        var lines = new ArrayList<String>();
        String loadAfter = Machine.load();
        for (Figure figure : figures) {
            var line = Json.object();
            line.put("at", began.toString());
            line.put("question", question);
            line.put("figure", figure.name());
            line.put("value", figure.value());
            line.put("unit", figure.unit());
            if (figure.target() != null) {
                line.put("target", figure.target().toString());
                line.put("reached", figure.target().isReachedBy(figure.value()));
            }
            line.put("note", figure.note());
            line.put("smoke", smoke);
            line.put("commit", machine.commit());
            line.put("cores", machine.cores());
            line.put("memoryMib", machine.memoryMib());
            line.put("kernel", machine.kernel());
            line.put("jdk", machine.jdk());
            line.put("loadBefore", loadBefore);
            line.put("loadAfter", loadAfter);
            lines.add(line.toString());
        }
        Files.write(
                folder.resolve(question + ".jsonl"),
                lines,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
