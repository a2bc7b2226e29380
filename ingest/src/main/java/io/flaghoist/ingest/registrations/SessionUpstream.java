package io.flaghoist.ingest.registrations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.Registration;

/** Registers by authenticating with one of ingest's own keys and the target. */
final class SessionUpstream implements Upstream {
    private final UpstreamSession session;

    SessionUpstream(UpstreamSession session) {
        this.session = session;
    }

    @Override
    public Outcome register(Registration registration) {
        return switch (session.register(target(registration))) {
            case Answer.Fetched<Token> _ -> new Outcome.Accepted();
            case Answer.Failed<Token> failed
                    when failed.why() instanceof Failure.Refused(var status)
                            && isAboutTheTarget(status) ->
                    new Outcome.Never(failed.why().words());
            case Answer.Failed<Token> failed ->
                    new Outcome.Later(failed.words(), failed.why().retryAfter());
        };
    }

    /**
     * A refused key and a wrong address (401, 403, 404, redirects) say nothing of the target, and
     * somebody may mend them.
     */
    private static boolean isAboutTheTarget(int status) {
        return status >= 400 && status < 500 && status != 401 && status != 403 && status != 405;
    }

    private static ObjectNode target(Registration registration) {
        ObjectNode target = Json.object();
        target.put("identifier", registration.identifier());
        target.put(
                "name",
                registration.name().isEmpty() ? registration.identifier() : registration.name());
        target.put("anonymous", false);
        ObjectNode attributes = target.putObject("attributes");
        registration.attributes().forEach(attributes::set);
        return target;
    }
}
