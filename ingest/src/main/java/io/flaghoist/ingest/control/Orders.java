package io.flaghoist.ingest.control;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Order;
import io.flaghoist.schemas.record.OrderKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All orders in force, of all environments: this instance may become the owner of any of them.
 * Written by the reader of the control topic, asked by the workers.
 */
public final class Orders {
    /** Orders and removals that are remembered; more are not carried out, which is reported. */
    static final int MAX_ORDERS = 10_000;

    /**
     * The orders of one environment that are in force. Immutable.
     *
     * @param confirms each to be carried out once
     * @param retire while it is in force, the environment is retired
     * @param retireWasRemoved whether a retirement was taken back, as far as the topic remembers
     */
    public record OfEnvironment(
            List<Order.Confirm> confirms, Optional<Order.Retire> retire, boolean retireWasRemoved) {
        private static final OfEnvironment NONE =
                new OfEnvironment(List.of(), Optional.empty(), false);

        public OfEnvironment {
            confirms = List.copyOf(confirms);
        }
    }

    private final Map<EnvironmentId, Map<OrderKey, Order>> inForce = new HashMap<>();
    private int count;
    private final Set<EnvironmentId> unretired = new HashSet<>();
    private final Map<EnvironmentId, OfEnvironment> byEnvironment = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, Runnable> listeners = new ConcurrentHashMap<>();
    private volatile boolean known;

    /** Whether the control topic was read to its end since this process began. */
    public boolean areKnown() {
        return known;
    }

    public OfEnvironment of(EnvironmentId environment) {
        return byEnvironment.getOrDefault(environment, OfEnvironment.NONE);
    }

    /**
     * Reports every change of an environment's orders, and when all are known.
     *
     * @param onChange quick, on the reader's thread
     */
    public void listen(EnvironmentId environment, Runnable onChange) {
        listeners.put(environment, onChange);
    }

    /** The environment is not owned here any more. */
    public void forget(EnvironmentId environment) {
        listeners.remove(environment);
    }

    /** False when there are too many. */
    synchronized boolean put(Order order) {
        OrderKey key = order.key();
        Map<OrderKey, Order> of =
                inForce.computeIfAbsent(key.environment(), _ -> new LinkedHashMap<>());
        if (!of.containsKey(key)) {
            if (count >= MAX_ORDERS) {
                return false;
            }
            count++;
        }
        of.put(key, order);
        if (key.isRetire()) {
            unretired.remove(key.environment());
        }
        changed(key.environment());
        return true;
    }

    synchronized void remove(OrderKey key) {
        Map<OrderKey, Order> of = inForce.getOrDefault(key.environment(), Map.of());
        boolean wasInForce = of.containsKey(key);
        if (wasInForce) {
            of.remove(key);
            count--;
        }
        if (key.isRetire() && unretired.size() < MAX_ORDERS) {
            unretired.add(key.environment());
        }
        if (wasInForce || key.isRetire()) {
            changed(key.environment());
        }
    }

    /** The topic is read anew from its beginning: what it has lost is forgotten. */
    synchronized void beginAnew() {
        inForce.clear();
        unretired.clear();
        count = 0;
        byEnvironment.clear();
        known = false;
    }

    private void changed(EnvironmentId environment) {
        var confirms = new ArrayList<Order.Confirm>();
        Optional<Order.Retire> retire = Optional.empty();
        for (Order order : inForce.getOrDefault(environment, Map.of()).values()) {
            switch (order) {
                case Order.Confirm confirm -> confirms.add(confirm);
                case Order.Retire one -> retire = Optional.of(one);
                case Order.Pin _, Order.Adopt _, Order.Change _ -> {}
            }
        }
        byEnvironment.put(
                environment, new OfEnvironment(confirms, retire, unretired.contains(environment)));
        notifyListeners(environment);
    }

    /** The end of the topic is reached. */
    void endReached() {
        if (!known) {
            known = true;
            listeners.keySet().forEach(this::notifyListeners);
        }
    }

    private void notifyListeners(EnvironmentId environment) {
        listeners.getOrDefault(environment, () -> {}).run();
    }
}
