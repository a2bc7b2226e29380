package io.flaghoist.edge.health;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.edge.ReadinessSettings;
import io.flaghoist.edge.auth.Retirements;
import io.flaghoist.edge.evaluation.FailingFlags;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.FollowerView;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.service.Problem;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Health and readiness of this edge. {@code /health} has the fields of ff-proxy v2 and adds the
 * state of each environment, worst first; {@code /ready} reports whether SDKs should use this edge.
 * Thread-safe.
 */
public final class Health {
    /** A status code with its JSON. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    public record Report(int status, byte[] json) {}

    private final String node;
    private final Environments environments;
    private final FollowerView follower;
    private final FailingFlags failing;
    private final Supplier<List<Problem>> problems;
    private final Conditions conditions;
    private final Readiness readiness;
    private final FfProxyStates states;
    private final StaleLog log = new StaleLog();
    private final List<Consumer<ObjectNode>> others = new CopyOnWriteArrayList<>();

    /**
     * @param node the name of this edge
     * @param failing flags that cannot be evaluated
     * @param problems problems of this process
     */
    public Health(
            String node,
            ReadinessSettings settings,
            Environments environments,
            FollowerView follower,
            Retirements retirements,
            FailingFlags failing,
            Supplier<List<Problem>> problems,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.node = node;
        this.environments = environments;
        this.follower = follower;
        this.failing = failing;
        this.problems = problems;
        this.conditions = new Conditions(follower, retirements, clock);
        this.readiness = new Readiness(settings, environments, follower, conditions, nanoTime);
        this.states = new FfProxyStates(follower, clock);
    }

    /** Lets {@code other} add its fields to every report. */
    public void also(Consumer<ObjectNode> other) {
        others.add(other);
    }

    /** Snapshots are loaded, and Kafka is contacted from now on. */
    public void begin() {
        readiness.begin();
    }

    /** From now on {@code /ready} returns 503. */
    public void drain() {
        readiness.drain();
    }

    /**
     * Evaluates the state, so that changes are logged with their time; to be called every second.
     */
    public void look() {
        List<Condition> all = conditions.now();
        look(all);
        var _ = readiness.now(all);
    }

    private void look(List<Condition> all) {
        states.look(all);
        log.look(all);
    }

    /** {@code GET /health}: 503 only if this edge cannot serve any environment. */
    public Report report() {
        List<Condition> all = conditions.now();
        look(all);
        List<Problem> wrong = problems.get();
        // Without any state nothing is fresh.
        boolean isStale =
                Conditions.anyStale(all) || (all.isEmpty() && follower.sinceContact().isEmpty());
        ObjectNode body = Json.object();
        body.put("node", node);
        body.put(
                "ok",
                !isStale
                        && wrong.isEmpty()
                        && follower.isCaughtUp()
                        && all.stream().noneMatch(Condition::hasProblem));
        states.describe(body, isStale);
        body.put("stale", isStale);
        body.put("caughtUp", follower.isCaughtUp() && all.stream().allMatch(Condition::isCaughtUp));
        problems(body.putArray("problems"), wrong);
        ArrayNode list = body.putArray("environments");
        all.forEach(it -> it.describe(list.addObject()));
        follower.snapshotAge()
                .ifPresent(
                        age -> body.putObject("snapshots").put("ageSeconds", age.toMillis() / 1e3));
        body.put("quarantinedRecords", follower.quarantinedCount());
        ArrayNode quarantined = body.putArray("quarantined");
        follower.quarantined().forEach(record -> quarantined.add(Json.tree(record)));
        ArrayNode broken = body.putArray("failingFlags");
        failing.now().forEach(flag -> broken.add(Json.tree(flag)));
        others.forEach(other -> other.accept(body));
        return new Report(canServe() ? 200 : 503, Json.write(body));
    }

    private static void problems(ArrayNode list, List<Problem> wrong) {
        for (Problem problem : wrong) {
            list.addObject()
                    .put("what", problem.what())
                    .put("since", problem.since().toString())
                    .put("meanwhile", problem.meanwhile())
                    .put("check", problem.check());
        }
    }

    private boolean canServe() {
        return follower.isCaughtUp()
                || environments.images().stream().anyMatch(EnvironmentImage::isComplete);
    }

    /** {@code GET /ready}: see {@link Readiness}. */
    public Report readiness() {
        Readiness.Result answer = readiness.now();
        ObjectNode body = Json.object();
        body.put("ready", answer.isReady());
        body.put("state", answer.state().name());
        if (!answer.isReady()) {
            body.put("code", "503");
            body.put("error", answer.words());
        }
        body.put("message", answer.words());
        return new Report(answer.isReady() ? 200 : 503, Json.write(body));
    }
}
