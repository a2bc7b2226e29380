package io.flaghoist.faults.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.faults.check.Content;
import io.flaghoist.faults.check.Findings;
import io.flaghoist.faults.check.Judge;
import io.flaghoist.faults.check.ServedAnswer;
import io.flaghoist.faults.check.Sighting;
import io.flaghoist.faults.check.Truth;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Asks one edge for one environment, as SDKs do, and has what it serves and says judged. For one
 * thread.
 */
public final class Watch {
    private final Sighting.Subject subject;
    private final EnvironmentId environment;
    private final EdgeClient client;
    private final Truth truth;
    private final Findings findings;
    private final Supplier<Duration> clock;
    private final Random dice;

    /**
     * @param subject the edge and the environment, for people
     * @param key the environment's SDK key
     */
    public Watch(
            Sighting.Subject subject,
            HttpClient http,
            URI edge,
            EnvironmentId environment,
            String key,
            Truth truth,
            Findings findings,
            Supplier<Duration> clock,
            long seed) {
        this.subject = subject;
        this.environment = environment;
        this.client = new EdgeClient(http, edge, key, clock);
        this.truth = truth;
        this.findings = findings;
        this.clock = clock;
        this.dice = new Random(seed);
    }

    /** Asks for all flags, all groups, and one flag or group by itself. */
    public void look() throws InterruptedException {
        String path = "/client/env/" + environment + "/";
        Duration asked = clock.get();
        Optional<EdgeClient.Reply> flags = client.get(path + "feature-configs");
        findings.sighted(
                new Sighting(
                        subject,
                        asked,
                        clock.get(),
                        served(flags).flatMap(reply -> reply.claim().provenAge())));
        judge(flags, reply -> list(reply, "feature", DocumentKey.OfFlag.class));
        judge(
                client.get(path + "target-segments?rules=v2"),
                reply -> list(reply, "identifier", DocumentKey.OfSegment.class));
        lookAtOne(path);
    }

    private void lookAtOne(String path) throws InterruptedException {
        List<DocumentKey> keys =
                truth.keys().stream()
                        .sorted((one, other) -> one.text().compareTo(other.text()))
                        .toList();
        DocumentKey key = keys.get(dice.nextInt(keys.size()));
        String one =
                switch (key) {
                    case DocumentKey.OfFlag(var flag) -> "feature-configs/" + flag;
                    case DocumentKey.OfSegment(var segment) ->
                            "target-segments/" + segment + "?rules=v2";
                    case DocumentKey.OfApiKey _, DocumentKey.OfEnvironment _ ->
                            throw new IllegalStateException("SaaS serves no " + key.text());
                };
        Optional<EdgeClient.Reply> reply = client.get(path + one);
        if (reply.isPresent() && reply.get().status() == 404) {
            judge(reply.get(), Map.of(key, Content.ABSENT));
        } else {
            judge(reply, found -> Map.of(key, Content.served((ObjectNode) found.json())));
        }
    }

    private static Optional<EdgeClient.Reply> served(Optional<EdgeClient.Reply> reply) {
        return reply.filter(it -> it.status() == 200);
    }

    private void judge(Optional<EdgeClient.Reply> reply, Reading reading) {
        served(reply)
                .ifPresentOrElse(
                        it -> judge(it, reading.documents(it)),
                        () -> findings.refused(subject, reply.map(EdgeClient.Reply::status)));
    }

    private void judge(EdgeClient.Reply reply, Map<DocumentKey, Content> documents) {
        var answer =
                new ServedAnswer(
                        subject,
                        reply.claim(),
                        documents,
                        reply.exceptions(),
                        reply.asked(),
                        reply.answered());
        findings.judged(answer, Judge.judge(answer, truth));
    }

    private interface Reading {
        Map<DocumentKey, Content> documents(EdgeClient.Reply reply);
    }

    /** What a list tells of: what is in it, and that there is nothing else. */
    private Map<DocumentKey, Content> list(
            EdgeClient.Reply reply, String field, Class<? extends DocumentKey> kind) {
        var documents = new HashMap<DocumentKey, Content>();
        for (DocumentKey known : truth.keys()) {
            if (kind.isInstance(known)) {
                documents.put(known, Content.ABSENT);
            }
        }
        for (JsonNode document : reply.json()) {
            String identifier = document.path(field).asText();
            documents.put(
                    kind == DocumentKey.OfFlag.class
                            ? new DocumentKey.OfFlag(identifier)
                            : new DocumentKey.OfSegment(identifier),
                    Content.served((ObjectNode) document));
        }
        return documents;
    }
}
