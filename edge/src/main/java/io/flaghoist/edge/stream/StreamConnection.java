package io.flaghoist.edge.stream;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;

/** One SDK's connection, as a stream needs it. */
public interface StreamConnection {
    /** Writes {@code bytes} in one chunk without blocking; tells {@code written} when done. */
    void write(ByteBuffer bytes, Callback written);

    /** Ends the response and with it the connection. Only while no write is under way. */
    void end();

    /** Cuts the connection; a write that is under way fails. */
    void cut();

    /** Says that the response will not be continued. Once, while no write is under way. */
    void failed(Throwable cause);
}
