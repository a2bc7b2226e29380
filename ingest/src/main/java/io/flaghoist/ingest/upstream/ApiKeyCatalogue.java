package io.flaghoist.ingest.upstream;

import io.flaghoist.saas.Failure;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The environments of the configured API keys. Each key is exchanged for a token, which names its
 * environment; several keys of one environment share a source. A source does not vanish: refused
 * keys are told by {@link UpstreamSession#refusal()}, since they may work again.
 */
public final class ApiKeyCatalogue implements SourceCatalogue {
    private final KeyResolver resolver;
    private final KeyRefusals refusals;
    private final Function<Token, UpstreamSession> sessions;
    private final Consumer<UpstreamSession> onFound;
    private final Map<EnvironmentId, UpstreamSession> found = new HashMap<>();

    /**
     * Starts nothing yet.
     *
     * @param sessions creates the session of an environment from its first token
     * @param onFound called once per environment
     */
    public ApiKeyCatalogue(
            KeyResolver resolver,
            KeyRefusals refusals,
            Function<Token, UpstreamSession> sessions,
            Consumer<UpstreamSession> onFound) {
        this.resolver = resolver;
        this.refusals = refusals;
        this.sessions = sessions;
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
        UpstreamSession session = sessions.apply(token);
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
