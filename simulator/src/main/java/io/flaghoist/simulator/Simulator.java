package io.flaghoist.simulator;

import io.flaghoist.simulator.control.ControlApi;
import io.flaghoist.simulator.control.DocumentsApi;
import io.flaghoist.simulator.control.FaultsApi;
import io.flaghoist.simulator.fault.Faults;
import io.flaghoist.simulator.routing.Gateway;
import io.flaghoist.simulator.routing.RequestCounts;
import io.flaghoist.simulator.routing.Route;
import io.flaghoist.simulator.saas.AdminService;
import io.flaghoist.simulator.saas.ClientService;
import io.flaghoist.simulator.saas.MetricsService;
import io.flaghoist.simulator.saas.ProxyService;
import io.flaghoist.simulator.saas.Tokens;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.stream.SaasStreams;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Harness SaaS in one object: client, metrics and admin service, and the control API, on one port.
 *
 * <p>{@link #close()} is an outage: the port is closed and every connection is lost, but state,
 * tokens and faults are kept, and {@link #start()} brings all back on the same port. Thread-safe.
 */
public final class Simulator implements AutoCloseable {
    private final SimulatorSettings settings;
    private final SaasStreams streams;
    private final SaasState state;
    private final Faults faults;
    private final RequestCounts requests = new RequestCounts();
    private final Tokens tokens;
    private int port;
    private @Nullable HttpListener listener;

    /**
     * Loads the seed; opens nothing yet.
     *
     * @throws RefusedException when the seed holds what SaaS would refuse
     */
    public Simulator(SimulatorSettings settings) {
        var clock = Clock.systemUTC();
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.settings = settings;
        this.port = settings.port();
        this.streams = new SaasStreams(settings.heartbeatInterval());
        this.state = new SaasState(settings.seed(), streams, clock);
        this.faults = new Faults(streams::feel);
        this.tokens = new Tokens(secret, state, clock);
    }

    /**
     * Opens the port; returns when it is open. Does nothing when it is already.
     *
     * @throws IOException when the port cannot be opened
     */
    public synchronized void start() throws IOException {
        if (listener != null) {
            return;
        }
        var opened = HttpListener.open(settings, port, gateway());
        streams.start();
        port = opened.port();
        listener = opened;
    }

    private Gateway gateway() {
        var clock = Clock.systemUTC();
        List<Route> saas =
                Stream.of(
                                new ClientService(state, tokens).routes(),
                                new ProxyService(state, tokens).routes(),
                                new MetricsService(state, clock).routes(),
                                new AdminService(state).routes())
                        .flatMap(List::stream)
                        .toList();
        List<Route> control =
                Stream.of(
                                new ControlApi(state, requests, streams).routes(),
                                new FaultsApi(faults).routes(),
                                new DocumentsApi(state).routes())
                        .flatMap(List::stream)
                        .toList();
        return new Gateway(saas, control, tokens::verify, state, requests, faults, streams);
    }

    /** Closes the port and every connection. Does nothing when it is not open. */
    @Override
    public synchronized void close() {
        if (listener != null) {
            streams.close();
            listener.close();
            listener = null;
        }
    }

    /** The port; with 0 in the settings known once started. */
    public synchronized int port() {
        return port;
    }

    /** Base of the client service: what a relay calls {@code CLIENT_SERVICE}. */
    public URI clientService() {
        return uri("/api/1.0");
    }

    /** Base of the metrics service: what a relay calls {@code METRIC_SERVICE}. */
    public URI metricsService() {
        return uri("/events/api/1.0");
    }

    /** Base of the admin service: what a relay calls {@code ADMIN_SERVICE}. */
    public URI adminService() {
        return uri("/gateway/cf");
    }

    /** Base of the control API. */
    public URI control() {
        return uri("/control");
    }

    private URI uri(String path) {
        // Listening on all addresses is no address to call.
        var host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
        return URI.create("http://" + host + ":" + port() + path);
    }

    /** What SaaS knows; change it here in the same JVM as by the control API from outside. */
    public SaasState state() {
        return state;
    }

    /** The fault script. */
    public Faults faults() {
        return faults;
    }

    /** How often SaaS was asked what. */
    public RequestCounts requests() {
        return requests;
    }

    /**
     * How many streams of an environment are open, or of proxy keys for {@code *}. A vanished
     * reader counts until a heartbeat fails.
     */
    public int openStreams(String environment) {
        return streams.open().getOrDefault(environment, 0);
    }
}
