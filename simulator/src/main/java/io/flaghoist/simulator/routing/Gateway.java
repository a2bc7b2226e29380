package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.fault.Faults;
import io.flaghoist.simulator.fault.RequestFacts;
import io.flaghoist.simulator.state.RefusedException;
import io.flaghoist.simulator.state.SaasState;
import io.flaghoist.simulator.stream.SaasStreams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door: reads a request, counts it, lets the fault script have its way, and answers. Control
 * requests are neither counted nor disturbed.
 */
public final class Gateway extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** Enough for a group with 50,000 targets. */
    static final int MAX_BODY_BYTES = 8 << 20;

    private final Routes saas;
    private final Routes control;
    private final Function<String, Optional<Caller>> tokens;
    private final FactsReader facts;
    private final RequestCounts counts;
    private final Faults faults;
    private final FaultScript script;
    private final SaasStreams streams;

    /**
     * Puts the routes behind the door; opens nothing.
     *
     * @param saas what SDKs and relays ask
     * @param control what tests and people ask, all under {@code /control}
     * @param tokens who a bearer token speaks for, empty unless it is valid
     */
    public Gateway(
            List<Route> saas,
            List<Route> control,
            Function<String, Optional<Caller>> tokens,
            SaasState state,
            RequestCounts counts,
            Faults faults,
            SaasStreams streams) {
        this.saas = new Routes(saas);
        this.control = new Routes(control);
        this.tokens = tokens;
        this.facts = new FactsReader(state);
        this.counts = counts;
        this.faults = faults;
        this.script = new FaultScript(faults);
        this.streams = streams;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            respond(request, response, callback);
        } catch (RefusedException e) {
            write(SimulatedResponse.error(e.status(), e.reason()), request, response, callback);
        } catch (EofException e) {
            // The client left while it was sending; nobody is there to be answered.
            callback.failed(e);
        } catch (IOException | RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
            write(
                    SimulatedResponse.error(500, "simulator failure; see its log"),
                    request,
                    response,
                    callback);
        } catch (InterruptedException e) {
            // The simulator is closing while the request hangs or is delayed by a fault.
            Thread.currentThread().interrupt();
            SaasStreams.reset(request);
            callback.failed(e);
        }
        return true;
    }

    private void respond(Request request, Response response, Callback callback)
            throws IOException, InterruptedException {
        var path = decode(() -> Routes.segments(request.getHttpURI().getPath()));
        if (path.getFirst().equals("control")) {
            var found = control.find(request.getMethod(), path);
            var exchange = exchange(request, found);
            write(answer(found, exchange), request, response, callback);
            return;
        }
        var found = saas.find(request.getMethod(), path);
        var exchange = exchange(request, found);
        var requestFacts = facts.read(request.getMethod(), path, found, exchange);
        count(found, requestFacts);
        var answer = script.play(requestFacts, view -> answer(found, exchange.seeing(view)));
        if (answer instanceof SimulatedResponse.Stream(var environment)) {
            streams.open(environment, requestFacts, faults, request, response, callback);
        } else {
            write(answer, request, response, callback);
        }
    }

    private static SimulatedResponse answer(Optional<Routes.Found> found, Exchange exchange) {
        return found.map(it -> it.route().handler().apply(exchange))
                .orElseGet(() -> SimulatedResponse.error(404, "no such route"));
    }

    private void count(Optional<Routes.Found> found, RequestFacts requestFacts) {
        var route = found.map(it -> it.route().name()).orElse("no such route");
        counts.add(route);
        requestFacts.environment().ifPresent(environment -> counts.add(route, environment));
    }

    private Exchange exchange(Request request, Optional<Routes.Found> found) throws IOException {
        Function<String, Optional<String>> header =
                name -> Optional.ofNullable(request.getHeaders().get(name));
        return new Exchange(
                found.map(Routes.Found::parameters).orElse(Map.of()),
                decode(() -> query(request)),
                header,
                body(request),
                header.apply("Authorization").flatMap(Gateway::bearer).flatMap(tokens),
                ReadView.TRUTH);
    }

    private static Optional<String> bearer(String authorization) {
        return authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                ? Optional.of(authorization.substring(7).strip())
                : Optional.empty();
    }

    /** Percent signs and bytes that Jetty lets pass until somebody decodes them. */
    private static <T> T decode(Supplier<T> decoder) {
        try {
            return decoder.get();
        } catch (IllegalArgumentException | HttpException.RuntimeException e) {
            var refused = RefusedException.invalid("path or query cannot be decoded");
            refused.initCause(e);
            throw refused;
        }
    }

    private static Map<String, String> query(Request request) {
        var query = new HashMap<String, String>();
        for (var field : Request.extractQueryParameters(request)) {
            query.put(field.getName(), field.getValue());
        }
        return query;
    }

    private static byte[] body(Request request) throws IOException {
        var encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RefusedException(415, "Content-Encoding must be identity");
        }
        if (request.getLength() > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        try (var in = Content.Source.asInputStream(request)) {
            var body = in.readNBytes(MAX_BODY_BYTES + 1);
            if (body.length > MAX_BODY_BYTES) {
                throw tooLarge();
            }
            return body;
        }
    }

    private static RefusedException tooLarge() {
        return new RefusedException(413, "body is larger than " + MAX_BODY_BYTES + " bytes");
    }

    private static void write(
            SimulatedResponse answer, Request request, Response response, Callback callback) {
        switch (answer) {
            case SimulatedResponse.Body(var status, var headers, var bytes) -> {
                response.setStatus(status);
                if (bytes.length > 0) {
                    response.getHeaders()
                            .put(HttpHeader.CONTENT_TYPE, "application/json; charset=utf-8");
                }
                headers.forEach(response.getHeaders()::put);
                response.write(true, ByteBuffer.wrap(bytes), callback);
            }
            case SimulatedResponse.Reset() -> {
                SaasStreams.reset(request);
                callback.failed(new IOException("reset by the fault script"));
            }
            case SimulatedResponse.Stream(var environment) ->
                    throw new IllegalStateException(
                            "a control route opened a stream of " + environment);
        }
    }
}
