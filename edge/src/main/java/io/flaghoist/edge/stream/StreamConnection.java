package io.flaghoist.edge.stream;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;

/** The connection of an SDK's stream. */
public interface StreamConnection {
    /** Writes {@code bytes} in one chunk without blocking; completes {@code written}. */
    void write(ByteBuffer bytes, Callback written);

    /** Ends the response and the connection. Only while no write is in progress. */
    void end();

    /** Closes the connection; a write in progress fails. */
    void cut();

    /** Fails the response. Once, while no write is in progress. */
    void failed(Throwable cause);
}
