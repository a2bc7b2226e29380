package io.flaghoist.faults.relay;

import io.flaghoist.broker.FreePorts;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.simulator.Simulator;
import io.flaghoist.simulator.SimulatorSettings;
import io.flaghoist.simulator.fault.Fault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.FaultMatch;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.simulator.state.Seed;
import io.flaghoist.testkit.fault.Direction;
import io.flaghoist.testkit.fault.FaultProxy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** SaaS, in this process, behind a proxy. */
public final class Saas implements AutoCloseable {
    private final String adminToken = "admin-" + UUID.randomUUID();
    private final Simulator simulator;
    private final FaultProxy proxy;

    private Saas(List<RelayEnvironment> environments) {
        var seed = Json.object();
        seed.putArray("adminTokens").add(adminToken);
        var array = seed.putArray("environments");
        environments.forEach(environment -> array.add(environment.seed()));
        int port = FreePorts.next();
        this.simulator =
                new Simulator(SimulatorSettings.defaults().withPort(port).withSeed(Seed.of(seed)));
        this.proxy = new FaultProxy("127.0.0.1", port);
    }

    static Saas start(List<RelayEnvironment> environments) throws IOException {
        var saas = new Saas(environments);
        saas.simulator.start();
        saas.proxy.start();
        return saas;
    }

    /** Where ingest finds it. */
    int port() {
        return proxy.port();
    }

    String adminToken() {
        return adminToken;
    }

    /** What it holds, whatever happens to its network. */
    public SaasEnvironment environment(EnvironmentId id) {
        return simulator.state().environment(id.value());
    }

    /** Resets all connections, and refuses new ones. */
    public void cutOff() {
        proxy.refuse();
        proxy.resetAll();
    }

    /** Ends {@link #cutOff()}. */
    public void letIn() {
        proxy.start();
    }

    /** Holds back what it says, on all connections. */
    public void mute() {
        proxy.freeze(Direction.TO_CLIENT);
    }

    /** Ends {@link #mute()}. */
    public void unmute() {
        proxy.heal();
    }

    /**
     * Answers a share of requests with 5xx, and one in twenty not at all.
     *
     * @param share above 0 and up to 1
     */
    public void fail(double share, long dice) {
        simulator.faults().add(fault(new FaultAction.Hang(), 0.05, dice));
        simulator
                .faults()
                .add(
                        fault(
                                new FaultAction.Status(503, OptionalInt.empty(), Optional.empty()),
                                share,
                                dice + 1));
    }

    private static Fault fault(FaultAction action, double probability, long dice) {
        return new Fault(
                Optional.empty(),
                FaultMatch.everything(),
                action,
                OptionalInt.empty(),
                probability,
                dice);
    }

    /** Ends {@link #fail}. */
    public void succeed() {
        simulator.faults().clear();
    }

    @Override
    public void close() {
        proxy.close();
        simulator.close();
    }
}
