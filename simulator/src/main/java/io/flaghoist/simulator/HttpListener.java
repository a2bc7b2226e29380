package io.flaghoist.simulator;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An open port: Jetty with one acceptor, one selector, and a virtual thread for each request. */
final class HttpListener implements AutoCloseable {
    /** More than a relay waits for a stream that says nothing, so that a mute one stays open. */
    private static final long IDLE_TIMEOUT_MILLIS = 15 * 60 * 1_000;

    /** The browser SDK sends a header of up to 256 KiB. */
    private static final int MAX_HEADER_BYTES = 288 << 10;

    private final Server server;
    private final ServerConnector connector;
    private final ExecutorService requests;

    private HttpListener(Server server, ServerConnector connector, ExecutorService requests) {
        this.server = server;
        this.connector = connector;
        this.requests = requests;
    }

    static HttpListener open(SimulatorSettings settings, int port, Handler handler)
            throws IOException {
        var requests =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("simulator-request-", 0).factory());
        var threads = new QueuedThreadPool(32, 4);
        threads.setName("simulator-http");
        threads.setVirtualThreadsExecutor(requests);
        var server = new Server(threads);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        connector.setHost(settings.host());
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        connector.setAcceptQueueSize(4_096);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), server));
        server.setHandler(handler);
        server.setRequestLog((request, response) ->
                settings.requestListener()
                        .answered(
                                request.getHttpURI().getPath(),
                                request.getBeginNanoTime(),
                                System.nanoTime()));
        var listener = new HttpListener(server, connector, requests);
        listener.start(settings, port);
        return listener;
    }

    private static HttpConfiguration http() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.setUriCompliance(UriCompliance.DEFAULT);
        return http;
    }

    private void start(SimulatorSettings settings, int port) throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IOException(
                    "The simulator cannot listen on "
                            + settings.host()
                            + ":"
                            + port
                            + ". Is the port taken? Choose another one.",
                    e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        // First the requests: those that hang on a fault would keep the server from stopping.
        requests.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The simulator's server did not stop", e);
        }
    }
}
