package io.flaghoist.quickstart;

import io.flaghoist.quickstart.BrowserSdk.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sample page, made ready beside everything else: nothing waits for npm. Once the greeting has
 * been said, whatever it could not tell yet gets a line of its own.
 */
final class PreparedPage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PreparedPage.class);

    private final BrowserSdk sdk;
    private final int port;
    private final SamplePage.Settings settings;
    private final PrintStream out;
    private final Thread preparation;
    private @Nullable SamplePage page;
    private @Nullable String outcome;
    private boolean greeted;
    private boolean closed;

    /** Nothing is done before {@link #start}. */
    PreparedPage(BrowserSdk sdk, int port, SamplePage.Settings settings, PrintStream out) {
        this.sdk = sdk;
        this.port = port;
        this.settings = settings;
        this.out = out;
        this.preparation = Thread.ofVirtual().name("prepare-sample-page").unstarted(this::prepare);
    }

    /** Returns at once. */
    void start() {
        preparation.start();
    }

    /**
     * What the greeting says of the page: where it is, why it is left out, or that a line will
     * follow, which from now on it does.
     */
    synchronized String toldInGreeting() {
        greeted = true;
        return outcome != null
                ? outcome
                : "being prepared: npm installs the browser SDK; a line here will say when";
    }

    private void prepare() {
        try {
            switch (sdk.install()) {
                case Outcome.Installed(var script) ->
                        serve(SamplePage.start(port, script, settings));
                case Outcome.Missing(var reason) -> end("left out: " + reason);
            }
        } catch (IOException e) {
            log.warn("The sample page cannot be served.", e);
            end("left out: " + e);
        } catch (InterruptedException e) {
            log.info("Stopped before the sample page was ready.");
        }
    }

    private synchronized void serve(SamplePage started) {
        page = started;
        if (closed) {
            started.close();
            return;
        }
        end("http://127.0.0.1:%d   (toggle dark_mode and watch its colour)".formatted(port));
    }

    private synchronized void end(String what) {
        outcome = what;
        if (greeted && !closed) {
            out.println("  page        " + what);
            out.flush();
        }
    }

    /** Ends npm if it is still under way. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (page != null) {
                page.close();
            }
        }
        preparation.interrupt();
        try {
            preparation.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
