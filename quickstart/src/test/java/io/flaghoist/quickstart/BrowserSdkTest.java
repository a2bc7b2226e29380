package io.flaghoist.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flaghoist.quickstart.BrowserSdk.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrowserSdkTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir private Path directory;
    private Path folder = Path.of("unused");
    private FakeNpm npm = new FakeNpm(folder);

    @BeforeEach
    void furnish() {
        folder = directory.resolve("page");
        npm = new FakeNpm(directory.resolve("bin"));
    }

    @Test
    void npm_installs_what_the_shipped_lock_file_names_and_runs_no_scripts_of_packages()
            throws Exception {
        npm.thatInstalls();

        assertThat(sdk(LONG).install()).isEqualTo(new Outcome.Installed(script()));

        assertThat(script()).hasContent(FakeNpm.SDK);
        assertThat(folder.resolve("npm-calls"))
                .content()
                .startsWith("ci ")
                .contains("--ignore-scripts");
        assertThat(folder.resolve("package-lock.json"))
                .content()
                .contains("\"@harnessio/ff-javascript-client-sdk\": \"1.32.0\"")
                .contains("\"integrity\": \"sha512-");
    }

    @Test
    void what_was_installed_once_needs_no_npm_again() throws Exception {
        npm.thatInstalls();
        sdk(LONG).install();

        var second = new BrowserSdk(folder, directory.resolve("nothing").toString(), LONG);

        assertThat(second.install()).isEqualTo(new Outcome.Installed(script()));
    }

    @Test
    void what_another_lock_file_installed_is_installed_anew() throws Exception {
        npm.thatInstalls();
        sdk(LONG).install();
        Files.writeString(folder.resolve("node_modules/.installed-lock"), "another version");

        assertThat(sdk(LONG).install()).isInstanceOf(Outcome.Installed.class);

        assertThat(Files.readAllLines(folder.resolve("npm-calls"))).hasSize(2);
    }

    @Test
    void without_npm_it_says_what_to_install() throws Exception {
        var sdk = new BrowserSdk(folder, directory.resolve("nothing").toString(), LONG);

        assertThat(reason(sdk.install())).contains("npm is not on the PATH", "Node.js 18");
    }

    @Test
    void when_npm_fails_its_own_words_are_given_and_the_place_of_all_of_them() throws Exception {
        npm.that("echo 'npm error code ENOTFOUND'; echo 'npm error network'; exit 1\n");

        assertThat(reason(sdk(LONG).install()))
                .contains("npm error code ENOTFOUND", folder.resolve("npm.log").toString());
    }

    @Test
    void an_npm_that_takes_too_long_is_ended() throws Exception {
        npm.that("echo $$ > pid; exec sleep 600\n");

        assertThat(reason(sdk(Duration.ofSeconds(1)).install())).contains("longer than 1 s");

        isGone();
    }

    @Test
    void an_interrupt_ends_npm() throws Exception {
        npm.that("echo $$ > pid; exec sleep 600\n");
        BrowserSdk sdk = sdk(LONG);
        var installing =
                Thread.ofVirtual()
                        .start(() ->
                                assertThatThrownBy(sdk::install)
                                        .isInstanceOf(InterruptedException.class));
        await().until(() -> Files.exists(folder.resolve("pid")) && !pid().isEmpty());

        installing.interrupt();

        installing.join();
        isGone();
    }

    private BrowserSdk sdk(Duration timeout) {
        return new BrowserSdk(folder, npm.searchPath(), timeout);
    }

    private Path script() {
        return folder.resolve(
                "node_modules/@harnessio/ff-javascript-client-sdk/dist/sdk.client.js");
    }

    private static String reason(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Missing(var reason) -> reason;
            case Outcome.Installed installed -> throw new AssertionError(installed.toString());
        };
    }

    private void isGone() throws IOException {
        long pid = Long.parseLong(pid());
        await().until(() ->
                ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false).equals(false));
    }

    private String pid() throws IOException {
        return Files.readString(folder.resolve("pid")).strip();
    }
}
