package io.flaghoist.simulator.routing;

import io.flaghoist.simulator.fault.ActiveFault;
import io.flaghoist.simulator.fault.FaultAction;
import io.flaghoist.simulator.fault.Faults;
import io.flaghoist.simulator.fault.RequestFacts;
import io.flaghoist.simulator.state.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.function.Function;

/** Lets every fault that fits a request happen to it, in the order in which they were added. */
final class FaultScript {
    private static final byte[] BROKEN_JSON =
            "[{\"feature\":\"tru".getBytes(StandardCharsets.UTF_8);

    private final Faults faults;

    FaultScript(Faults faults) {
        this.faults = faults;
    }

    /**
     * Blocks as long as delays and hangs last.
     *
     * @param truth answers when no fault answers instead
     */
    SimulatedResponse play(RequestFacts facts, Function<ReadView, SimulatedResponse> truth)
            throws InterruptedException {
        var view = ReadView.TRUTH;
        for (var fault : faults.list()) {
            if (onlyStreamsFeel(fault.fault().action()) || !fault.use(facts)) {
                continue;
            }
            switch (fault.fault().action()) {
                case FaultAction.Status status -> {
                    return answer(status);
                }
                case FaultAction.Garbage() -> {
                    return SimulatedResponse.ok(BROKEN_JSON.clone());
                }
                case FaultAction.Reset(), FaultAction.Cut() -> {
                    return new SimulatedResponse.Reset();
                }
                case FaultAction.Delay(var delay) -> Thread.sleep(delay);
                case FaultAction.Hang() -> fault.awaitRemoval();
                case FaultAction.StaleByChanges(var changes) ->
                        view = view.from(environment -> environment.contentsBefore(changes));
                case FaultAction.StaleByAge(var age) ->
                        view = view.from(environment -> environment.contentsAgo(age));
                case FaultAction.Empty() -> view = view.withElements(0);
                case FaultAction.Partial(var keep) -> view = view.withElements(keep);
                case FaultAction.Mute(), FaultAction.End() ->
                        throw new IllegalStateException(unexpected(fault));
            }
        }
        return truth.apply(view);
    }

    private static String unexpected(ActiveFault fault) {
        return "fault " + fault.id() + " is for open streams only";
    }

    /** Those are used up by a stream once it is open, not by the request for it. */
    private static boolean onlyStreamsFeel(FaultAction action) {
        return action instanceof FaultAction.Mute || action instanceof FaultAction.End;
    }

    private static SimulatedResponse answer(FaultAction.Status status) {
        var headers = new LinkedHashMap<String, String>();
        status.retryAfterSeconds()
                .ifPresent(seconds -> headers.put("Retry-After", String.valueOf(seconds)));
        var body =
                status.body()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .orElseGet(() -> defaultBody(status.code()));
        return new SimulatedResponse.Body(status.code(), headers, body);
    }

    private static byte[] defaultBody(int code) {
        return Json.bytes(
                Json.object()
                        .put("code", String.valueOf(code))
                        .put("message", "answered by the fault script"));
    }
}
