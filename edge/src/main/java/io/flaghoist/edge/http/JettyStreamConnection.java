package io.flaghoist.edge.http;

import io.flaghoist.edge.stream.StreamConnection;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A stream's connection in Jetty. */
record JettyStreamConnection(Request request, Response response, Callback callback)
        implements StreamConnection {
    @Override
    public void write(ByteBuffer bytes, Callback written) {
        response.write(false, bytes, written);
    }

    @Override
    public void end() {
        callback.succeeded();
    }

    @Override
    public void cut() {
        request.getConnectionMetaData().getConnection().getEndPoint().close();
    }

    @Override
    public void failed(Throwable cause) {
        callback.failed(cause);
    }
}
