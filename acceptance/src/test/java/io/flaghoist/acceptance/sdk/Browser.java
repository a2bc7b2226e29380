package io.flaghoist.acceptance.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.json.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real Chromium without a window. Each of its pages is a browser of its own to whoever serves it:
 * neither cache nor connections are shared. To be used by one thread at a time.
 */
public final class Browser implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final JsonProcess process;
    private final List<BrowserPage> pages = new ArrayList<>();

    private Browser(JsonProcess process) {
        this.process = process;
    }

    /**
     * Returns once it runs.
     *
     * @param log the file that gets what its driver says
     */
    public static Browser start(Path log) {
        List<String> command =
                List.of(
                        "node",
                        NodePackages.installedIn(Sdk.MODULE.resolve("node")) + "/browser.js");
        var variables = Map.of("FLAGHOIST_CHROMIUM", chromium());
        var process = JsonProcess.start("browser", command, variables, log);
        var _ = process.ask(Json.object().put("do", "version"), START_TIMEOUT);
        return new Browser(process);
    }

    private static String chromium() {
        String named = System.getenv().getOrDefault("FLAGHOIST_CHROMIUM", "");
        if (!named.isEmpty()) {
            return named;
        }
        String[] folders = System.getenv().getOrDefault("PATH", "").split(":");
        return NAMES.stream()
                .flatMap(name -> Stream.of(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(
                                "No Chromium on the PATH. ./flaghoist test installs it, or name one by FLAGHOIST_CHROMIUM."));
    }

    /** A page with the browser SDK on it, which does nothing before it is told to. */
    public BrowserPage open() {
        return open(Json.object());
    }

    /** As {@link #open()}, with a clock that {@link BrowserPage#pass} can move on. */
    public BrowserPage openWithClock() {
        return open(Json.object().put("clock", true));
    }

    /** The page at a URL. */
    public BrowserPage open(URI url) {
        return open(Json.object().put("url", url.toString()));
    }

    private BrowserPage open(ObjectNode request) {
        JsonNode number = process.ask(request.put("do", "open"), START_TIMEOUT);
        var page = new BrowserPage(process, number.asInt());
        pages.add(page);
        return page;
    }

    /** What stands on the consoles of all pages that were ever opened, each line with its level. */
    public List<String> console() {
        return pages.stream().flatMap(page -> page.console().stream()).toList();
    }

    @Override
    public void close() {
        process.finish();
    }
}
