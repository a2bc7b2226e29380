package io.flaghoist.ingest.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.upstream.Answer;
import io.flaghoist.upstream.ClientService;
import io.flaghoist.upstream.EnvironmentTokens;
import io.flaghoist.upstream.Failure;
import io.flaghoist.upstream.RulesForm;
import io.flaghoist.upstream.Secret;
import io.flaghoist.upstream.StreamListener;
import io.flaghoist.upstream.Token;
import io.flaghoist.upstream.UpstreamStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One environment of SaaS. Renews its token once when it is refused, trying the environment's API
 * keys in order. Requests block; any thread may ask.
 */
public final class UpstreamSession {
    /** How often a segment is read that changes while its two forms are read. */
    private static final int MAX_TORN_READS = 3;

    private final ClientService client;
    private final AdminService admin;
    private final EnvironmentTokens tokens;
    private final MendedParts mendedParts = new MendedParts();

    public UpstreamSession(ClientService client, AdminService admin, Token first) {
        this.client = client;
        this.admin = admin;
        this.tokens = new EnvironmentTokens(client, first);
    }

    public EnvironmentId environment() {
        return tokens.environment();
    }

    /** What the current token calls the environment. */
    public EnvironmentNames names() {
        return tokens.names();
    }

    /** One more key of the same environment, to be tried after those known. */
    public void addKey(Secret key) {
        tokens.addKey(key);
    }

    /** All flags and segments; both forms of the segments' rules joined. */
    public Answer<Listing> listing() {
        return tokens.authorized(this::listing);
    }

    private Answer<Listing> listing(Token current) {
        var documents = new ArrayList<Document>();
        var refused = new ArrayList<RefusedDocument>();
        var reader = new DocumentReader(documents, refused, mendedParts);
        // Flags first: whatever segment they name was there when the segments are read.
        return client.flags(current)
                .then(flags -> {
                    reader.flags(flags);
                    return client.segments(current, RulesForm.V2);
                })
                .then(v2 ->
                        client.segments(current, RulesForm.PLAIN)
                                .then(plain -> fetched(reader.segments(plain, v2))))
                .then(torn -> readAlone(current, torn, documents, refused))
                .then(_ -> fetched(new Listing(current.names(), documents, refused)));
    }

    private static <T> Answer<T> fetched(T value) {
        return new Answer.Fetched<>(value);
    }

    private Answer<Boolean> readAlone(
            Token current,
            List<String> torn,
            List<Document> documents,
            List<RefusedDocument> refused) {
        for (String identifier : torn) {
            switch (untornSegment(current, identifier)) {
                case Answer.Fetched<FetchedDocument>(FetchedDocument.InShape(var document)) ->
                        documents.add(document);
                case Answer.Fetched<FetchedDocument>(FetchedDocument.Refused(var document)) ->
                        refused.add(document);
                case Answer.Fetched<FetchedDocument>(FetchedDocument.Torn()) ->
                        refused.add(
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

    /** One flag. */
    public Answer<FetchedDocument> flag(String identifier) {
        return tokens.authorized(
                current -> client.flag(current, identifier).then(this::shapedFlag));
    }

    private Answer<FetchedDocument> shapedFlag(ObjectNode flag) {
        var documents = new ArrayList<Document>();
        var refused = new ArrayList<RefusedDocument>();
        new DocumentReader(documents, refused, mendedParts).flag(flag);
        return new Answer.Fetched<>(only(documents, refused));
    }

    /** One segment, both forms of its rules joined. */
    public Answer<FetchedDocument> segment(String identifier) {
        return tokens.authorized(current -> segment(current, identifier));
    }

    private Answer<FetchedDocument> segment(Token current, String identifier) {
        return client.segment(current, RulesForm.V2, identifier)
                .then(v2 ->
                        client.segment(current, RulesForm.PLAIN, identifier)
                                .then(plain -> new Answer.Fetched<>(joined(plain, v2))));
    }

    private FetchedDocument joined(ObjectNode plain, ObjectNode v2) {
        if (!DocumentReader.sameVersion(plain, v2)) {
            return new FetchedDocument.Torn();
        }
        var documents = new ArrayList<Document>();
        var refused = new ArrayList<RefusedDocument>();
        new DocumentReader(documents, refused, mendedParts).segment(plain, v2);
        return only(documents, refused);
    }

    private static FetchedDocument only(List<Document> documents, List<RefusedDocument> refused) {
        return documents.isEmpty()
                ? new FetchedDocument.Refused(refused.getFirst())
                : new FetchedDocument.InShape(documents.getFirst());
    }

    /** The environment's API keys, from the admin service. */
    public Answer<List<ApiKeyDocument>> apiKeys() {
        return admin.apiKeys(tokens.names());
    }

    /** One page of the environment's targets, from the admin service. */
    public Answer<ListPage<JsonNode>> targets(int page) {
        return admin.targets(tokens.names(), page);
    }

    /** Opens the stream. The listener is told how that went. */
    public UpstreamStream openStream(StreamListener listener) {
        return client.openStream(tokens.current(), listener);
    }

    /**
     * Registers a target with the first of this environment's own keys that is accepted.
     *
     * @param target with its identifier, name and attributes
     */
    public Answer<Token> register(ObjectNode target) {
        return tokens.withKeys(key -> client.authenticate(key, target));
    }

    /** Gets a new token, with the first key that is accepted. */
    public Answer<Token> renewToken() {
        return tokens.renew();
    }
}
