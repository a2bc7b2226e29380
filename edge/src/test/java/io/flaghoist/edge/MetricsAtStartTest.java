package io.flaghoist.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A dashboard sees the first increment of a counter only if the counter was there before. */
class MetricsAtStartTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+_total)` \\| ([^|]*)\\|");
    private static final Pattern LABEL = Pattern.compile("`(\\w+)`(?:: ([^;]+))?");

    @Test
    void every_counter_of_the_readme_whose_labels_are_known_is_scraped_at_0() throws Exception {
        var missing = new ArrayList<String>();
        var open = new TreeSet<String>();
        try (var edge = TestEdge.start()) {
            edge.follower.quarantinedCount = 0;
            String metrics = edge.get("/metrics").body();
            ROW.matcher(Files.readString(Path.of("README.md")))
                    .results()
                    .forEach(row -> {
                        for (String labels : labels(row.group(2).strip())) {
                            if (labels.contains("?")) {
                                open.add(row.group(1));
                            } else if (!metrics.contains(row.group(1) + labels + " 0.0\n")) {
                                missing.add(row.group(1) + labels);
                            }
                        }
                    });
        }
        assertThat(missing).isEmpty();
        assertThat(open)
                .containsExactly(
                        "ff_proxy_http_requests_total",
                        "ff_proxy_sdk_usage_total",
                        "flaghoist_loop_failures_total");
    }

    /** All combinations of labels, as in the text format; a ? stands for any value. */
    private static List<String> labels(String cell) {
        List<MatchResult> labels = LABEL.matcher(cell).results().toList();
        List<String> all = List.of("");
        // The text format sorts labels by name.
        for (MatchResult label :
                labels.stream().sorted((a, b) -> a.group(1).compareTo(b.group(1))).toList()) {
            var more = new ArrayList<String>();
            String values = label.group(2) == null ? "?" : label.group(2).strip();
            for (String before : all) {
                for (String value : values.split(", ", -1)) {
                    more.add(
                            (before.isEmpty() ? "" : before + ",")
                                    + "%s=\"%s\"".formatted(label.group(1), value));
                }
            }
            all = more;
        }
        return all.stream().map(it -> it.isEmpty() ? "" : "{" + it + "}").toList();
    }
}
