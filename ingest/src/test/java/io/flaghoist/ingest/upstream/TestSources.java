package io.flaghoist.ingest.upstream;

import io.flaghoist.saas.Answer;
import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.KeyVerdict;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.Token;
import io.flaghoist.service.Supervisor;
import io.flaghoist.simulator.Simulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import okhttp3.HttpUrl;

/** Sources of a simulated SaaS, whose keys are never examined. */
public final class TestSources {
    private final ClientService client;
    private final AdminService admin;
    private final KeyRefusals refusals;

    public TestSources(Http http, Simulator saas, Supervisor supervisor) {
        this.client = new ClientService(http, HttpUrl.get(saas.clientService().toString()), "test");
        this.admin =
                new AdminService(
                        http,
                        new RateLimiter(1_000, System::nanoTime),
                        HttpUrl.get(saas.adminService().toString()),
                        new Secret("sample-admin-token"),
                        "sample-account",
                        "default");
        this.refusals =
                new KeyRefusals(
                        new ApiKeys(List.of()),
                        _ -> new KeyVerdict.Unknown("nobody is asked"),
                        () -> false,
                        Duration.ofMinutes(1),
                        supervisor,
                        Clock.systemUTC(),
                        System::nanoTime);
    }

    /** The source of the environment that {@code apiKey} opens. */
    public EnvironmentSource of(String apiKey) {
        if (client.authenticate(new Secret(apiKey)) instanceof Answer.Fetched<Token>(var token)) {
            return new UpstreamSession(client, admin, refusals, token);
        }
        throw new AssertionError("the key does not work");
    }
}
