package io.flaghoist.benchmarks.peers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.benchmarks.house.SampleLog;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The sample flags as flagd reads them: boolean, each with two variants. For one thread. */
final class FlagdFile {
    private final Path path;
    private final boolean[] on = new boolean[SampleSite.FLAGS];

    FlagdFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Turns a flag on or off, and writes the file. */
    void toggle(int flag) throws IOException {
        on[flag] = !on[flag];
        write();
    }

    /** Replaces the file in one step, so that nobody reads half of it. */
    void write() throws IOException {
        Path next = path.resolveSibling("next-" + path.getFileName());
        Files.writeString(next, json().toString());
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private ObjectNode json() {
        ObjectNode file = Json.object();
        ObjectNode flags = file.putObject("flags");
        for (int i = 0; i < on.length; i++) {
            ObjectNode flag = flags.putObject(SampleLog.sampleName(i));
            flag.put("state", "ENABLED");
            flag.putObject("variants").put("on", true).put("off", false);
            flag.put("defaultVariant", on[i] ? "on" : "off");
        }
        return file;
    }
}
