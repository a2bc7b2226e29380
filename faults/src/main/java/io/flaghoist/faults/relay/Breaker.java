package io.flaghoist.faults.relay;

import io.flaghoist.faults.plan.PlannedFault;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.testkit.broker.Right;
import java.util.Random;

/** Breaks the relay as planned. Thread-safe for faults that have no part in common. */
public final class Breaker {
    private final Relay relay;
    private final Stranger stranger;

    public Breaker(Relay relay) {
        this.relay = relay;
        this.stranger = new Stranger(relay.kafka());
    }

    /**
     * What has been broken.
     *
     * @param words more than the kind says; empty where there is nothing more to say
     * @param mend ends the fault
     * @param tidyUp to be done some time after the end, and before the next fault of the same part
     */
    public record Broken(String words, Runnable mend, Runnable tidyUp) {
        private static Broken until(Runnable mend) {
            return new Broken("", mend, () -> {});
        }

        private Broken saying(String newWords) {
            return new Broken(newWords, mend, tidyUp);
        }
    }

    /** The environment that a fault is about, where it is about one. */
    public RelayEnvironment environment(PlannedFault fault) {
        var environments = relay.environments();
        return environments.get(Math.floorMod(fault.dice(), environments.size()));
    }

    /** Begins a fault, and returns when it has begun. */
    public Broken begin(PlannedFault fault) {
        var dice = new Random(fault.dice());
        EnvironmentId environment = environment(fault).id();
        Kafka kafka = relay.kafka();
        Saas saas = relay.saas();
        return switch (fault.kind()) {
            case INGEST_KILLED -> kill(relay.activeIngest());
            case INGEST_REPLACED -> replaceIngest();
            case INGEST_STOPPED -> freeze(relay.activeIngest());
            case INGEST_DEPOSED -> deposeIngest();
            case EDGE_1_KILLED -> kill(edge(0));
            case EDGE_2_KILLED -> {
                Broken killed = kill(edge(1));
                edge(1).loseDisk();
                yield killed;
            }
            case EDGE_1_STOPPED -> freeze(edge(0));
            case EDGE_2_STOPPED -> freeze(edge(1));
            case KAFKA_KILLED -> breaking(kafka::kill, kafka::start);
            case KAFKA_STOPPED -> breaking(kafka::freeze, kafka::thaw);
            case KAFKA_AWAY -> breaking(kafka::cutOff, kafka::letIn);
            case KAFKA_SILENT -> breaking(kafka::silence, kafka::unsilence);
            case SAAS_AWAY -> breaking(saas::cutOff, saas::letIn);
            case SAAS_MUTE -> breaking(saas::mute, saas::unmute);
            case SAAS_5XX -> {
                double share = dice.nextBoolean() ? 0.3 : 1;
                saas.fail(share, fault.dice());
                yield Broken.until(saas::succeed).saying("%.0f %%".formatted(share * 100));
            }
            case FOREIGN_VALID ->
                    Broken.until(() -> {}).saying(stranger.writeValid(environment, dice));
            case FOREIGN_INVALID ->
                    Broken.until(() -> {}).saying(stranger.writeInvalid(environment, dice));
            case TRANSACTION_OPEN -> Broken.until(stranger.open(environment, dice)::abort);
            case EDGE_RIGHT_WITHDRAWN ->
                    withdraw(edge(0).name(), Rights.toReadDocuments(environment));
            case FRESHNESS_RIGHT_WITHDRAWN -> withdraw(edge(1).name(), Rights.toReadHeartbeats());
            case INGEST_RIGHT_WITHDRAWN -> withdraw(Relay.INGEST, Rights.toWriteTopics());
        };
    }

    private Node edge(int index) {
        return relay.edges().get(index);
    }

    private static Broken breaking(Runnable fault, Runnable mend) {
        fault.run();
        return Broken.until(mend);
    }

    private static Broken kill(Node node) {
        return breaking(node::kill, node::start);
    }

    private static Broken freeze(Node node) {
        return breaking(node::freeze, node::thaw);
    }

    private Broken replaceIngest() {
        relay.activeIngest().kill();
        relay.swapIngests();
        return Broken.until(relay.activeIngest()::start);
    }

    /** The deposed one goes on for some time beside its successor, until somebody ends it. */
    private Broken deposeIngest() {
        Node deposed = relay.activeIngest();
        deposed.freeze();
        relay.swapIngests();
        relay.activeIngest().start();
        return new Broken("", deposed::thaw, deposed::kill);
    }

    private Broken withdraw(String user, Right right) {
        relay.kafka().withdraw(user, right);
        return Broken.until(() -> relay.kafka().grant(user, right));
    }

    /** Whose freshness a fault may disturb. */
    public boolean disturbs(PlannedFault fault, Node edge, RelayEnvironment environment) {
        return switch (fault.kind()) {
            case INGEST_KILLED,
                    INGEST_REPLACED,
                    INGEST_STOPPED,
                    INGEST_DEPOSED,
                    KAFKA_KILLED,
                    KAFKA_STOPPED,
                    KAFKA_AWAY,
                    KAFKA_SILENT,
                    SAAS_AWAY,
                    SAAS_MUTE,
                    SAAS_5XX,
                    INGEST_RIGHT_WITHDRAWN ->
                    true;
            case EDGE_1_KILLED, EDGE_1_STOPPED -> edge == edge(0);
            case EDGE_2_KILLED, EDGE_2_STOPPED, FRESHNESS_RIGHT_WITHDRAWN -> edge == edge(1);
            case FOREIGN_VALID, FOREIGN_INVALID, TRANSACTION_OPEN ->
                    environment.equals(environment(fault));
            case EDGE_RIGHT_WITHDRAWN -> edge == edge(0) && environment.equals(environment(fault));
        };
    }
}
