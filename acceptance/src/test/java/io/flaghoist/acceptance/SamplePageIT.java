package io.flaghoist.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.acceptance.sdk.Browser;
import io.flaghoist.acceptance.sdk.BrowserPage;
import io.flaghoist.broker.FreePorts;
import io.flaghoist.testkit.process.JavaCommand;
import io.flaghoist.testkit.process.JavaProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code ./flaghoist up} offers to a browser, with the SDK that npm gives it. */
class SamplePageIT {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String LIGHT = "rgb(255, 255, 255)";
    private static final String DARK = "rgb(13, 17, 23)";

    private final Path folder =
            Path.of(System.getProperty("basedir", ""))
                    .resolve("target/acceptance")
                    .resolve("sample-page-" + ProcessHandle.current().pid())
                    .toAbsolutePath();
    private final int pagePort = FreePorts.next();
    private final int simulatorPort = FreePorts.next();

    @Test
    void shows_all_kinds_of_flags_and_changes_its_colour_when_dark_mode_is_toggled()
            throws Exception {
        try (JavaProcess up = JavaProcess.start(command());
                Browser browser = Browser.start(folder.resolve("browser.log"))) {
            up.awaitLine("page        http://127.0.0.1:" + pagePort, START_TIMEOUT);
            BrowserPage page = browser.open(URI.create("http://127.0.0.1:" + pagePort));
            Patience.STREAM.until(
                    "the page is connected", () -> text(page, "connection").equals("connected"));
            assertThat(types(page))
                    .contains(
                            "dark_mode boolean",
                            "max_cart_items number",
                            "theme_color string",
                            "banner string");
            assertThat(text(page, "checkout")).isEqualTo("Buy now (at most 100)");
            assertThat(text(page, "banner")).isEqualTo("Welcome");
            assertThat(colour(page)).isEqualTo(LIGHT);

            toggle();
            Patience.STREAM.until("it is dark", () -> colour(page).equals(DARK));
            Patience.STREAM.until(
                    "theme_color, of which dark_mode is a prerequisite, has its colour for ann",
                    () -> accent(page).equals("#2da44e"));

            toggle();
            Patience.STREAM.until("it is light", () -> colour(page).equals(LIGHT));
            assertThat(page.console()).isEmpty();
        }
    }

    private JavaCommand command() {
        return JavaCommand.of("io.flaghoist.quickstart.Flaghoist", folder.resolve("up.log"))
                .withJvmFlags("-Xmx512m", "-XX:TieredStopAtLevel=1")
                .withArguments("--data", folder.resolve("data").toString())
                .withArguments("--page-port", Integer.toString(pagePort))
                .withArguments("--simulator-port", Integer.toString(simulatorPort))
                .withArguments("--port", port(), "--edge-admin-port", port())
                .withArguments("--ingest-port", port(), "--ingest-admin-port", port())
                .withArguments("--kafka-port", port(), "--kafka-controller-port", port());
    }

    private static String port() {
        return Integer.toString(FreePorts.next());
    }

    private static String text(BrowserPage page, String element) {
        return page.evaluate("document.getElementById('" + element + "').textContent").asText();
    }

    private static String colour(BrowserPage page) {
        return page.evaluate("getComputedStyle(document.body).backgroundColor").asText();
    }

    private static String accent(BrowserPage page) {
        return page.evaluate("document.documentElement.style.getPropertyValue('--accent')")
                .asText();
    }

    /** Each flag on the page with the type of its value in JavaScript. */
    private static Iterable<String> types(BrowserPage page) {
        return page.texts(
                "[...document.querySelectorAll('tr[data-flag]')].map(row =>"
                        + " row.dataset.flag + ' ' + row.cells[2].textContent)");
    }

    private void toggle() throws Exception {
        var uri =
                URI.create(
                        "http://127.0.0.1:%d/control/environments/%s/flags/dark_mode/toggle"
                                .formatted(simulatorPort, ENVIRONMENT));
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }
}
