package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One environment of the simulated SaaS. Thread-safe: changes are made one after the other, and
 * each can be read before its event is handed to the streams; readers never wait.
 */
public final class SaasEnvironment {
    /** Maximum number of registered targets; later ones are not registered. */
    private static final int MAX_REGISTERED_TARGETS = 10_000;

    private final SdkKeys keys;
    private final ChangeListener listener;
    private final Clock clock;
    private final UndoLog undo = new UndoLog();
    private final MetricsInbox metrics = new MetricsInbox();
    private final Registrations registrations = new Registrations();
    private volatile EnvironmentNames names;
    private volatile Contents contents = Contents.EMPTY;
    private boolean removed;

    SaasEnvironment(EnvironmentNames names, SdkKeys keys, ChangeListener listener, Clock clock) {
        this.names = names;
        this.keys = keys;
        this.listener = listener;
        this.clock = clock;
    }

    public EnvironmentNames names() {
        return names;
    }

    void rename(EnvironmentNames newNames) {
        names = newNames;
    }

    public MetricsInbox metrics() {
        return metrics;
    }

    /** What targets came with authentications. */
    public Registrations registrations() {
        return registrations;
    }

    /** The current state. */
    public Contents contents() {
        return contents;
    }

    /** The state before the last {@code changes} changes, at most 1,024. */
    public synchronized Contents contentsBefore(int changes) {
        return undo.before(contents, changes);
    }

    /** The state {@code age} ago, at most 1,024 changes back. */
    public synchronized Contents contentsAgo(Duration age) {
        return undo.ago(contents, age);
    }

    /** A document as it is now. */
    public Optional<Document> find(DocumentKind kind, String identifier) {
        return contents.find(kind, identifier);
    }

    /**
     * Creates or replaces a document and hands its event to the streams before it returns.
     *
     * @param identifier must equal the document's own identifier, if that has one
     * @param json a FeatureConfig, Segment, Target, or {@code {"key" or "sha256", "type", "name"}}
     *     of an SDK key; the version is raised to the previous one plus 1 unless it is greater
     *     already
     * @return the document as stored
     * @throws RefusedException 400 when SaaS would refuse it, 404 when the environment was removed,
     *     409 when the SDK key is in use elsewhere
     */
    public Document put(
            DocumentKind kind, String identifier, ObjectNode json, EventDelivery notice) {
        return put(kind, identifier, json, notice, Check.STRICT);
    }

    /**
     * As {@link #put(DocumentKind, String, ObjectNode, EventDelivery)}, with a choice of what is
     * refused.
     */
    public Document put(
            DocumentKind kind,
            String identifier,
            ObjectNode json,
            EventDelivery notice,
            Check check) {
        return putAll(kind, Map.of(identifier, json), notice, check).getFirst();
    }

    /** Creates or replaces all of {@code documents} (by identifier) or, if one is refused, none. */
    public synchronized List<Document> putAll(
            DocumentKind kind,
            Map<String, ObjectNode> documents,
            EventDelivery notice,
            Check check) {
        requirePresent();
        var next = new LinkedHashMap<String, Document>();
        documents.forEach(
                (identifier, json) -> next.put(identifier, next(kind, identifier, json, check)));
        claimKeys(kind, next);
        var before = contents;
        replace(kind, next);
        for (var document : next.values()) {
            var previous = before.find(kind, document.identifier());
            previous.ifPresent(last -> revokeReplacedKey(last, document, notice));
            tell(new Change.Saved(document, previous.isEmpty()), notice);
        }
        return List.copyOf(next.values());
    }

    /**
     * Turns a flag on if it is off, off if it is on.
     *
     * @throws RefusedException 404 when there is no such flag
     */
    public synchronized Document toggle(String flag, EventDelivery notice) {
        requirePresent();
        var json = require(DocumentKind.FLAG, flag).json();
        json.put("state", "on".equals(json.path("state").textValue()) ? "off" : "on");
        return put(DocumentKind.FLAG, flag, json, notice, Check.LENIENT);
    }

    /**
     * Removes a document; created again it starts at version 1. A removed SDK key ends its streams.
     *
     * @throws RefusedException 404 when there is no such document
     */
    public synchronized Document remove(
            DocumentKind kind, String identifier, EventDelivery notice) {
        requirePresent();
        var last = require(kind, identifier);
        undo.remember(kind, identifier, Optional.of(last));
        contents = contents.with(kind, Map.of(identifier, Optional.empty()));
        if (kind == DocumentKind.API_KEY) {
            revoke(last, notice);
        }
        tell(new Change.Removed(last), notice);
        return last;
    }

    /** Keeps the target of an authentication, as SaaS does; anonymous ones are not kept. */
    public synchronized void register(ObjectNode target) {
        var identifier = target.path("identifier").asText("");
        registrations.add(identifier, target);
        var known = contents.find(DocumentKind.TARGET, identifier);
        var full = contents.list(DocumentKind.TARGET).size() >= MAX_REGISTERED_TARGETS;
        if (removed || target.path("anonymous").asBoolean() || (known.isEmpty() && full)) {
            return;
        }
        var given = target.deepCopy();
        known.ifPresent(it -> given.set("createdAt", it.json().path("createdAt")));
        var shape = new DocumentShape(names, clock);
        var complete = shape.complete(DocumentKind.TARGET, identifier, given);
        if (known.isEmpty() || !known.get().json().equals(complete)) {
            put(DocumentKind.TARGET, identifier, given, EventDelivery.SENT);
        }
    }

    /**
     * A document that must be there.
     *
     * @throws RefusedException 404 when there is no such document
     */
    public Document require(DocumentKind kind, String identifier) {
        return find(kind, identifier)
                .orElseThrow(() ->
                        RefusedException.notFound(
                                "no '"
                                        + identifier
                                        + "' in "
                                        + kind.path()
                                        + " of environment "
                                        + names.id()));
    }

    /** Stale reads cannot go back before this point. */
    synchronized void forgetPast() {
        undo.clear();
    }

    synchronized void removeAll() {
        removed = true;
        for (var key : contents.list(DocumentKind.API_KEY)) {
            revoke(key, EventDelivery.SENT);
        }
        contents = Contents.EMPTY;
        tell(new Change.EnvironmentRemoved(), EventDelivery.SENT);
    }

    private void requirePresent() {
        if (removed) {
            throw RefusedException.notFound("environment " + names.id() + " was removed");
        }
    }

    private Document next(DocumentKind kind, String identifier, ObjectNode json, Check check) {
        DocumentCheck.identifier(identifier, kind);
        var complete = new DocumentShape(names, clock).complete(kind, identifier, json);
        // Keys are always checked: a key that is none could never authenticate.
        if (check == Check.STRICT || kind == DocumentKind.API_KEY) {
            DocumentCheck.document(kind, identifier, complete);
        }
        if (kind.versioned()) {
            DocumentCheck.version(complete, kind.path() + "/" + identifier);
            var previous = contents.find(kind, identifier).map(Document::version).orElse(0L);
            complete.put("version", Math.max(previous + 1, complete.path("version").asLong()));
        }
        return new Document(kind, identifier, complete);
    }

    private void replace(DocumentKind kind, Map<String, Document> next) {
        var changes = new LinkedHashMap<String, Optional<Document>>();
        next.forEach((identifier, document) -> {
            undo.remember(kind, identifier, contents.find(kind, identifier));
            changes.put(identifier, Optional.of(document));
        });
        contents = contents.with(kind, changes);
    }

    private void claimKeys(DocumentKind kind, Map<String, Document> next) {
        if (kind != DocumentKind.API_KEY) {
            return;
        }
        var claimed = new ArrayList<Document>();
        try {
            for (var key : next.values()) {
                keys.claim(key.text("sha256"), owner(key));
                claimed.add(key);
            }
        } catch (RefusedException e) {
            for (var key : claimed) {
                var held = contents.find(kind, key.identifier());
                if (held.isEmpty() || !held.get().text("sha256").equals(key.text("sha256"))) {
                    keys.release(key.text("sha256"), owner(key));
                }
            }
            throw e;
        }
    }

    private void revokeReplacedKey(Document last, Document now, EventDelivery notice) {
        if (last.kind() == DocumentKind.API_KEY
                && !last.text("sha256").equals(now.text("sha256"))) {
            revoke(last, notice);
        }
    }

    private void revoke(Document key, EventDelivery notice) {
        keys.release(key.text("sha256"), owner(key));
        tell(new Change.KeyRevoked(key.text("sha256")), notice);
    }

    private SdkKeys.Owner owner(Document key) {
        return new SdkKeys.Owner(names.id(), key.identifier());
    }

    private void tell(Change change, EventDelivery notice) {
        listener.changed(names.id(), change, notice);
    }
}
