package io.flaghoist.edge.http;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Responds to requests that Jetty refused to read, and to internal errors: the same JSON as for all
 * other errors, without details.
 */
final class JsonErrors implements Request.Handler {
    private final HttpMeters meters;

    public JsonErrors(HttpMeters meters) {
        this.meters = meters;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        new Exchange(request, response, callback, meters)
                .error(status, HttpStatus.getMessage(status));
        return true;
    }
}
