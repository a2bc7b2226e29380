package io.flaghoist.edge.auth;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.edge.AuthSettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Tokens; in the package of what it measures, which nobody else needs to see. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-XX:+UseCompactObjectHeaders", "-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenBenchmark {
    private static final String SECRET = "a secret of benchmarks, 32 bytes or more";
    private static final String RAW_KEY = "a-server-key";

    private @Nullable Subject subject;

    private record Subject(
            TokenIssuer issuer,
            TokenVerifier verifier,
            Authentication authentication,
            ApiKeyDocument apiKey,
            EnvironmentNames names,
            String token,
            String header) {}

    /** One environment with one key. */
    @Setup
    public void issueOne() {
        EnvironmentImage image =
                LogFixture.log("8d1f2c34-0000-4000-8000-000000000001")
                        .serverKey(RAW_KEY)
                        .complete()
                        .image();
        var clock = InstantSource.system();
        SigningKey key = SigningKey.of(SECRET);
        var issuer = new TokenIssuer(key, clock);
        var authentication =
                new Authentication(
                        AuthSettings.of(SECRET), clock, _ -> false, new EdgeMeters().json());
        EnvironmentImage empty = EnvironmentImage.empty(image.environment());
        authentication.keys().advanced(empty, image, image.changesAfter(0));
        Grant grant = ((Verdict.Granted) authentication.ofApiKey(RAW_KEY)).grant();
        ApiKeyDocument apiKey = Objects.requireNonNull(image.apiKey(grant.apiKey()));
        EnvironmentNames names = Objects.requireNonNull(image.identity()).names();
        String token = issuer.issue(apiKey, names);
        subject =
                new Subject(
                        issuer,
                        new TokenVerifier(List.of(key), clock, _ -> {}),
                        authentication,
                        apiKey,
                        names,
                        token,
                        "Bearer " + token);
    }

    private static final Target TARGET =
            new Target(
                    "ann",
                    "Ann",
                    false,
                    Map.of(
                            "email", TextNode.valueOf("ann@example.org"),
                            "plan", TextNode.valueOf("gold"),
                            "country", TextNode.valueOf("AT")));

    private Subject subject() {
        return Objects.requireNonNull(subject);
    }

    /** Signing: once per key and edge, as all SDKs with a key get the same token. */
    @Benchmark
    public String issue() {
        Subject it = subject();
        return it.issuer.issue(it.apiKey, it.names);
    }

    /** A token that this edge has not seen before. */
    @Benchmark
    public Optional<VerifiedToken> verifyUnknown() {
        Subject it = subject();
        return it.verifier.verify(it.token);
    }

    /** A token that it has seen: what every request pays, the look at the live keys included. */
    @Benchmark
    public Verdict verifyKnown() {
        Subject it = subject();
        return it.authentication.ofAuthorization(it.header);
    }

    /** From the raw SDK key to the answer of {@code POST /client/auth}. */
    @Benchmark
    public byte @Nullable [] answerAuth() {
        return grant().authResponse();
    }

    /** The same for a target, which gets a token of its own. */
    @Benchmark
    public Grant.@Nullable AuthResult answerAuthOfTarget() {
        return grant().authResponse(TARGET);
    }

    private Grant grant() {
        return switch (subject().authentication.ofApiKey(RAW_KEY)) {
            case Verdict.Granted(var grant, _) -> grant;
            case Verdict.Refused refused -> throw new IllegalStateException(refused.message());
            case Verdict.Undecided undecided ->
                    throw new IllegalStateException(undecided.toString());
        };
    }
}
