package io.flaghoist.edge.http;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The port of SDKs: connections that only carry posts of metrics are read in a lane. */
final class SdkConnector extends ServerConnector {
    private final UsageLane lane;

    SdkConnector(Server server, UsageLane lane, ConnectionFactory... protocols) {
        super(server, 1, -1, protocols);
        this.lane = lane;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        var end = new UsageEndPoint(channel, selector, key, getScheduler(), lane);
        end.setIdleTimeout(getIdleTimeout());
        return end;
    }
}
