package io.flaghoist.benchmarks.history;

import io.flaghoist.console.Console;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the command line about a log.
 *
 * @param folder for what it answers
 */
record Questions(Path folder, String bootstrapServers, TopicCatalogue topics) {

    /** Asks one command about an environment. */
    ConsoleRun ask(SampleHistory of, String command, String... options)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<String>();
        arguments.add(command);
        arguments.addAll(
                List.of(
                        "--bootstrap-servers",
                        bootstrapServers,
                        "--prefix",
                        topics.prefix(),
                        "--env",
                        of.environment().value()));
        arguments.addAll(List.of(options));
        return ConsoleRun.of(folder, Console.class.getName(), arguments);
    }

    /** Seconds that each of these moments took to rebuild, in one process. */
    List<Double> rebuild(SampleHistory of, List<Long> revisions)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of(bootstrapServers, topics.prefix(), of.environment().value()));
        revisions.forEach(revision -> arguments.add(revision.toString()));
        return ConsoleRun.of(folder, RebuildMain.class.getName(), arguments).lines().stream()
                .map(Double::valueOf)
                .toList();
    }
}
