package io.flaghoist.acceptance.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.console.command.ConsoleCommand;
import io.flaghoist.schemas.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The console, as an operator calls it. */
public final class CommandLineUnderTest {
    private CommandLineUnderTest() {}

    /** What a call that must succeed prints, each line as JSON. */
    public static List<JsonNode> json(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code =
                ConsoleCommand.line()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        if (code != 0) {
            throw new AssertionError("exit code " + code + ": " + err);
        }
        return out.toString().lines().map(CommandLineUnderTest::parse).toList();
    }

    private static JsonNode parse(String line) {
        try {
            return Json.read(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not a line of JSON: " + line, e);
        }
    }
}
