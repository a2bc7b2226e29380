package io.flaghoist.ingest.upstream;

import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import okhttp3.HttpUrl;

/**
 * The environments of the configured API keys. Each key is exchanged for a token, which names its
 * environment; several keys of one environment share a source. A source does not vanish: refused
 * keys are reported by {@link UpstreamSession#refusal()}, since they may work again.
 */
public final class ApiKeyCatalogue implements SourceCatalogue {
    private final KeyResolver resolver;
    private final KeyRefusals refusals;
    private final ClientService client;
    private final AdminService admin;
    private final Consumer<UpstreamSession> onFound;
    private final Map<EnvironmentId, UpstreamSession> found = new HashMap<>();

    /**
     * Starts nothing yet.
     *
     * @param http for all requests; left open
     * @param version of this product, which requests name
     * @param refusedFor how long SaaS must refuse every key of an environment before that counts as
     *     confirmed
     * @param onFound called once per environment
     */
    public ApiKeyCatalogue(
            UpstreamSettings settings,
            Http http,
            String version,
            Duration refusedFor,
            RandomGenerator random,
            Clock clock,
            Supervisor supervisor,
            Consumer<UpstreamSession> onFound) {
        this.client = new ClientService(http, HttpUrl.get(settings.clientService()), version);
        this.admin =
                new AdminService(
                        http,
                        new RateLimiter(settings.adminCallsPerSecond(), System::nanoTime),
                        HttpUrl.get(settings.adminService()),
                        settings.adminServiceToken(),
                        settings.accountIdentifier(),
                        settings.orgIdentifier());
        this.refusals =
                new KeyRefusals(
                        settings.apiKeys(),
                        client::examine,
                        client::answersAsItShould,
                        refusedFor,
                        supervisor,
                        clock,
                        System::nanoTime);
        this.resolver =
                new KeyResolver(
                        "ingest",
                        settings.apiKeys(),
                        client,
                        settings.firstRetry(),
                        random,
                        clock,
                        supervisor);
        this.onFound = onFound;
    }

    @Override
    public void start(Listener listener) {
        refusals.start();
        resolver.start(
                new KeyResolver.Listener() {
                    @Override
                    public void found(Token token) {
                        add(token, listener);
                    }

                    @Override
                    public void failed(Secret key, Failure why) {
                        why.refusedWith()
                                .ifPresent(code -> refusals.suspect(key, Optional.empty(), code));
                    }

                    @Override
                    public void settled() {
                        listener.resolved();
                    }
                });
    }

    private synchronized void add(Token token, Listener listener) {
        UpstreamSession known = found.get(token.names().environment());
        if (known != null) {
            known.addKey(token.key());
            return;
        }
        UpstreamSession session = new UpstreamSession(client, admin, refusals, token);
        found.put(session.environment(), session);
        listener.appeared(session);
        onFound.accept(session);
    }

    @Override
    public List<KeyStatus> unresolved() {
        return resolver.unresolved();
    }

    @Override
    public Optional<EnvironmentSource.Refusal> refusal(EnvironmentImage image) {
        return refusals.ofLog(image);
    }

    @Override
    public void close() {
        resolver.close();
        refusals.close();
    }
}
