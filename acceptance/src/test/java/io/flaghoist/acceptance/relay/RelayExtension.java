package io.flaghoist.acceptance.relay;

import io.flaghoist.acceptance.sdk.Browser;
import io.flaghoist.acceptance.sdk.Sdk;
import io.flaghoist.acceptance.sdk.SdkClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a system of its own, and SDKs that end with it. At the end, when all that can
 * have been said has been said, it looks whether a secret got out (D8): the class fails if one did.
 */
public final class RelayExtension implements BeforeAllCallback, AfterAllCallback {
    /** How long an SDK may take to initialise, its start included. */
    public static final Duration INITIALISATION = Duration.ofSeconds(60);

    private final RelaySettings settings;
    private final List<TestEnvironment> awaited;
    private final List<SdkClient> sdks = new ArrayList<>();
    private @Nullable Browser browser;
    private @Nullable RelayUnderTest relay;

    private RelayExtension(RelaySettings settings, List<TestEnvironment> awaited) {
        this.settings = settings;
        this.awaited = awaited;
    }

    /** A system whose edges serve {@code awaited} before the first test begins. */
    public static RelayExtension serving(RelaySettings settings, List<TestEnvironment> awaited) {
        return new RelayExtension(settings, awaited);
    }

    /** A system whose edges serve all of its environments before the first test begins. */
    public static RelayExtension serving(RelaySettings settings) {
        return new RelayExtension(settings, settings.environments());
    }

    /** A system whose edges have nothing to serve, because ingest has not been started. */
    public static RelayExtension empty(RelaySettings settings) {
        return new RelayExtension(settings.withoutIngest(), List.of());
    }

    public RelayUnderTest relay() {
        return Objects.requireNonNull(relay, "there is a relay only while tests run");
    }

    /** An application on an edge; it is not initialised yet. */
    public SdkClient sdk(Sdk sdk, Edge edge, String key) {
        var log =
                relay().folder()
                        .resolve(
                                "%s-sdk-%d.log"
                                        .formatted(
                                                sdk.name().toLowerCase(Locale.ROOT), sdks.size()));
        SdkClient client = sdk.start(edge.toString(), edge.base(), key, log);
        sdks.add(client);
        return client;
    }

    /** The browser of this class; without a page at first. */
    public Browser browser() {
        if (browser == null) {
            browser = Browser.start(relay().folder().resolve("browser.log"));
        }
        return browser;
    }

    /** One application of each SDK on each edge, all initialised. */
    public List<SdkClient> initialisedSdks(String key) {
        return initialisedSdks(key, Sdk.EVERYWHERE);
    }

    /** As {@link #initialisedSdks(String)}, of some SDKs. */
    public List<SdkClient> initialisedSdks(String key, List<Sdk> some) {
        List<SdkClient> started =
                relay().edges().stream()
                        .flatMap(edge -> some.stream().map(sdk -> sdk(sdk, edge, key)))
                        .toList();
        started.forEach(sdk -> sdk.initialise(INITIALISATION));
        return started;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        relay = RelayUnderTest.start(settings, awaited);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        sdks.forEach(SdkClient::close);
        if (browser != null) {
            browser.close();
        }
        if (relay == null) {
            return;
        }
        try (RelayUnderTest ending = relay) {
            if (!ending.broker().isRunning()) {
                ending.broker().start();
            }
            List<String> leaks = ending.leaks();
            if (!leaks.isEmpty()) {
                throw new AssertionError("secrets got out: " + String.join(", ", leaks));
            }
        }
    }
}
