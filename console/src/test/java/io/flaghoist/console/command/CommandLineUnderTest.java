package io.flaghoist.console.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The command line as a person uses it, with what it says on both channels. */
final class CommandLineUnderTest {
    private final List<String> common;

    CommandLineUnderTest(String bootstrapServers, TopicCatalogue topics) {
        common =
                List.of(
                        "--bootstrap-servers",
                        bootstrapServers,
                        "--prefix",
                        topics.prefix(),
                        "--no-progress",
                        "--zone",
                        "UTC");
    }

    /** What came of a call. */
    record Answer(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }

        List<JsonNode> json() {
            return out.lines().map(Answer::parse).toList();
        }

        private static JsonNode parse(String line) {
            try {
                return Json.read(line);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not a line of JSON: " + line, e);
            }
        }
    }

    /** Calls a command with the options that reach the test's Kafka. */
    Answer call(String command, String... arguments) {
        var all = new ArrayList<String>();
        all.add(command);
        all.addAll(common);
        all.addAll(List.of(arguments));
        return raw(all.toArray(String[]::new));
    }

    /** Calls with exactly these arguments. */
    static Answer raw(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = ConsoleCommand.line();
        int code =
                line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Answer(code, out.toString(), err.toString());
    }
}
