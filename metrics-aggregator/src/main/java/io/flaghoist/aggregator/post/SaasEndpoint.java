package io.flaghoist.aggregator.post;

import io.flaghoist.saas.Answer;
import io.flaghoist.saas.EnvironmentTokens;
import io.flaghoist.saas.MetricsService;
import io.flaghoist.saas.Reply;
import io.flaghoist.schemas.metrics.MetricsBatch;
import java.util.Optional;

/** Posts to SaaS with the environment's token, renewed once when it is refused. */
final class SaasEndpoint implements Endpoint {
    private final MetricsService service;
    private final EnvironmentTokens tokens;

    SaasEndpoint(MetricsService service, EnvironmentTokens tokens) {
        this.service = service;
        this.tokens = tokens;
    }

    @Override
    public Outcome post(MetricsBatch batch) {
        byte[] body = batch.toPost().json();
        return switch (tokens.authorized(token -> service.post(token, body))) {
            case Answer.Fetched<Reply>(var reply) when reply.isAccepted() -> new Outcome.Accepted();
            case Answer.Fetched<Reply>(var reply) when reply.isAboutTheContent() ->
                    new Outcome.Never(reply.status(), reply.body());
            case Answer.Fetched<Reply>(var reply) ->
                    new Outcome.Later(
                            "posting metrics refused with " + reply.status(), Optional.empty());
            case Answer.Failed<Reply> failed ->
                    new Outcome.Later(failed.words(), failed.why().retryAfter());
        };
    }
}
