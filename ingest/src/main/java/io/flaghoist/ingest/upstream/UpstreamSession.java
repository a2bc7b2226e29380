package io.flaghoist.ingest.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.ingest.upstream.EnvironmentSource.FetchedDocument;
import io.flaghoist.ingest.upstream.EnvironmentSource.Listing;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.EnvironmentTokens;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.KeyVerdict;
import io.flaghoist.saas.RulesForm;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.StreamListener;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One environment of SaaS, by its API keys. Renews its token once when it is refused, trying the
 * keys in order.
 */
public final class UpstreamSession implements EnvironmentSource {
    /** How often a segment is read that changes while its two forms are read. */
    private static final int MAX_TORN_READS = 3;

    private final ClientService client;
    private final AdminService admin;
    private final EnvironmentTokens tokens;
    private final KeyRefusals refusals;
    private final MendedParts mendedParts = new MendedParts();
    private volatile boolean paused;
    private volatile boolean renewFirst;

    UpstreamSession(ClientService client, AdminService admin, KeyRefusals refusals, Token first) {
        this.client = client;
        this.admin = admin;
        this.refusals = refusals;
        this.tokens = new EnvironmentTokens(client, first);
    }

    @Override
    public EnvironmentId environment() {
        return tokens.environment();
    }

    @Override
    public EnvironmentNames names() {
        return tokens.names();
    }

    /** One more key of the same environment, to be tried after those known. */
    void addKey(Secret key) {
        tokens.addKey(key);
    }

    @Override
    public void pause(boolean isPaused) {
        paused = isPaused;
    }

    public boolean isPaused() {
        return paused;
    }

    @Override
    public Optional<Refusal> refusal() {
        return refusals.ofAll(tokens.keys());
    }

    @Override
    public void credentialsRefused() {
        renewFirst = true;
    }

    @Override
    public Answer<Listing> list(Domain domain) {
        return switch (domain) {
            case FLAG -> watched(renewFirst ? tokens.renew().then(_ -> flags()) : flags());
            case SEGMENT -> watched(list(this::segments));
            case API_KEY -> apiKeys(); // the admin service has credentials of its own
            case ENVIRONMENT -> throw new IllegalArgumentException("tokens name the environment");
        };
    }

    private Answer<Listing> watched(Answer<Listing> answer) {
        switch (answer) {
            case Answer.Fetched<Listing> _ -> {
                renewFirst = false;
                refusals.worked(environment());
            }
            case Answer.Failed<Listing> failed when !paused ->
                    failed.why().refusedWith().ifPresent(this::suspectKeys);
            case Answer.Failed<Listing> _ -> {}
        }
        return answer;
    }

    private void suspectKeys(int refusedWith) {
        tokens.keys()
                .forEach(key -> refusals.suspect(key, Optional.of(environment()), refusedWith));
    }

    private Answer<Listing> flags() {
        return list(current ->
                client.flags(current)
                        .then(flags -> {
                            var reader = new DocumentReader(mendedParts);
                            reader.flags(flags);
                            return fetched(reader.listing(current.names(), Domain.FLAG));
                        }));
    }

    private Answer<Listing> segments(Token current) {
        var reader = new DocumentReader(mendedParts);
        return client.segments(current, RulesForm.V2)
                .then(v2 ->
                        client.segments(current, RulesForm.PLAIN)
                                .then(plain -> fetched(reader.segments(plain, v2))))
                .then(torn -> readAlone(current, torn, reader))
                .then(_ -> fetched(reader.listing(current.names(), Domain.SEGMENT)));
    }

    /** Lists answer 404 where the whole environment is gone: the keys show that. */
    private Answer<Listing> list(Function<Token, Answer<Listing>> request) {
        Answer<Listing> answer = tokens.authorized(request);
        return answer instanceof Answer.Failed<Listing> failed
                        && failed.why() instanceof Failure.NotFound
                ? tokens.renew().then(request)
                : answer;
    }

    private static <T> Answer<T> fetched(T value) {
        return new Answer.Fetched<>(value);
    }

    private Answer<Boolean> readAlone(Token current, List<String> torn, DocumentReader reader) {
        for (String identifier : torn) {
            switch (untornSegment(current, identifier)) {
                case Answer.Fetched<FetchedDocument>(FetchedDocument.InShape(var document)) ->
                        reader.documents().add(document);
                case Answer.Fetched<FetchedDocument>(FetchedDocument.Refused(var document)) ->
                        reader.refused().add(document);
                case Answer.Fetched<FetchedDocument>(FetchedDocument.Torn()) ->
                        reader.refused()
                                .add(
                                        new RefusedDocument(
                                                Domain.SEGMENT,
                                                identifier,
                                                "segment: its forms with and without rules=v2 differ in version"));
                case Answer.Failed<FetchedDocument> failed
                        when failed.why() instanceof Failure.NotFound -> {}
                case Answer.Failed<FetchedDocument> failed -> {
                    return failed.as();
                }
            }
        }
        return new Answer.Fetched<>(true);
    }

    private Answer<FetchedDocument> untornSegment(Token current, String identifier) {
        Answer<FetchedDocument> answer = segment(current, identifier);
        for (int read = 1; read < MAX_TORN_READS && isTorn(answer); read++) {
            answer = segment(current, identifier);
        }
        return answer;
    }

    private static boolean isTorn(Answer<FetchedDocument> answer) {
        return answer instanceof Answer.Fetched<FetchedDocument>(FetchedDocument.Torn());
    }

    @Override
    public Answer<FetchedDocument> fetch(DocumentKey key) {
        String identifier = key.identifier();
        return tokens.authorized(current ->
                key.domain() == Domain.FLAG
                        ? client.flag(current, identifier).then(this::shapedFlag)
                        : segment(current, identifier));
    }

    private Answer<FetchedDocument> shapedFlag(ObjectNode flag) {
        return fetched(only(reader -> reader.flag(flag)));
    }

    /** Both forms of its rules joined. */
    private Answer<FetchedDocument> segment(Token current, String identifier) {
        return client.segment(current, RulesForm.V2, identifier)
                .then(v2 ->
                        client.segment(current, RulesForm.PLAIN, identifier)
                                .then(plain -> new Answer.Fetched<>(joined(plain, v2))));
    }

    private FetchedDocument joined(ObjectNode plain, ObjectNode v2) {
        return DocumentReader.sameVersion(plain, v2)
                ? only(reader -> reader.segment(plain, v2))
                : new FetchedDocument.Torn();
    }

    private FetchedDocument only(Consumer<DocumentReader> reading) {
        var reader = new DocumentReader(mendedParts);
        reading.accept(reader);
        return reader.documents().isEmpty()
                ? new FetchedDocument.Refused(reader.refused().getFirst())
                : new FetchedDocument.InShape(reader.documents().getFirst());
    }

    /**
     * The environment's API keys, from the admin service, and which of ingest's own it lacks
     * although the client service accepts them.
     */
    private Answer<Listing> apiKeys() {
        EnvironmentNames names = tokens.names();
        return admin.apiKeys(names)
                .then(keys ->
                        fetched(
                                new Listing(
                                        names,
                                        Domain.API_KEY,
                                        keys,
                                        List.of(),
                                        workingUnlisted(keys))));
    }

    private Set<HashedApiKey> workingUnlisted(List<ApiKeyDocument> listed) {
        Set<HashedApiKey> hashes =
                listed.stream().map(ApiKeyDocument::hash).collect(Collectors.toSet());
        return tokens.keys().stream()
                .filter(key -> !hashes.contains(key.hash()))
                // A key without a verdict may work.
                .filter(key -> !(client.examine(key) instanceof KeyVerdict.Refused))
                .map(Secret::hash)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** One page of the environment's targets, from the admin service. */
    public Answer<ListPage<JsonNode>> targets(int page) {
        return admin.targets(tokens.names(), page);
    }

    @Override
    public Stream openStream(StreamListener listener) {
        return client.openStream(tokens.current(), listener)::close;
    }

    /**
     * Registers a target with the first of this environment's own keys that is accepted.
     *
     * @param target with its identifier, name and attributes
     */
    public Answer<Token> register(ObjectNode target) {
        return tokens.withKeys(key -> client.authenticate(key, target));
    }
}
