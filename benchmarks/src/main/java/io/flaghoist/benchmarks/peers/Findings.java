package io.flaghoist.benchmarks.peers;

import io.flaghoist.benchmarks.report.Figure;
import io.flaghoist.benchmarks.report.Report;
import io.flaghoist.benchmarks.report.Samples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured of each system, a value for each start. For one thread. */
final class Findings {
    private final Map<String, Column> columns = new LinkedHashMap<>();

    /** The values of one system. */
    static final class Column {
        private final Map<Measure, List<Double>> values = new EnumMap<>(Measure.class);
        private final Map<Measure, String> notes = new EnumMap<>(Measure.class);

        private Column() {}

        void add(Measure measure, double value) {
            add(measure, value, "");
        }

        /** A value of one more start, with what one should know of it. */
        void add(Measure measure, double value, String note) {
            values.computeIfAbsent(measure, _ -> new ArrayList<>()).add(value);
            notes.put(measure, note);
        }

        private Optional<Samples> of(Measure measure) {
            return Optional.ofNullable(values.get(measure)).map(Samples::of);
        }

        private String note(Measure measure, Samples samples) {
            String note = notes.getOrDefault(measure, "");
            return samples.spread() + (note.isEmpty() ? "" : "; " + note);
        }
    }

    /** The column of a system, which from now on is there even if nothing comes to stand in it. */
    Column column(String system) {
        return columns.computeIfAbsent(system, _ -> new Column());
    }

    /** Medians of all starts: a figure each, and a table with a column for each system. */
    void tell(Report report) {
        for (Measure measure : Measure.values()) {
            columns.forEach((system, column) -> tell(report, measure, system, column));
        }
        if (!columns.isEmpty()) {
            report.table(table());
        }
    }

    private static void tell(Report report, Measure measure, String system, Column column) {
        column.of(measure)
                .ifPresent(samples ->
                        report.add(
                                Figure.of(
                                                system + ": " + measure.words().strip(),
                                                samples.median(),
                                                measure.unit())
                                        .note(column.note(measure, samples))));
    }

    private String table() {
        var table = new StringBuilder(row("", columns.keySet(), ""));
        for (Measure measure : Measure.values()) {
            List<String> cells =
                    columns.values().stream().map(column -> cell(column.of(measure))).toList();
            table.append('\n').append(row(measure.words(), cells, measure.unit()));
        }
        return table.toString();
    }

    private static String cell(Optional<Samples> samples) {
        return samples.map(it -> Figure.digits(it.median())).orElse("-");
    }

    private static String row(String name, Iterable<String> cells, String unit) {
        var row = new StringBuilder("%-42s".formatted(name));
        cells.forEach(cell -> row.append(" %12s".formatted(cell)));
        return row.append(' ').append(unit).toString().stripTrailing();
    }
}
