package io.flaghoist.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
    private static final String SECRET = "the-secret-that-all-edges-share-0001";
    private static final String PREVIOUS = "the-secret-that-they-shared-before-1";
    private static final String FOREIGN = "a-secret-that-no-edge-ever-had-00001";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final EnvironmentId ENV =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");
    private static final HashedApiKey KEY = HashedApiKey.of("key");
    private static final String PLAIN_HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final SigningKey current = SigningKey.of(SECRET);
    private final SigningKey previous = SigningKey.of(PREVIOUS);
    private final TokenVerifier verifier =
            new TokenVerifier(List.of(current, previous), CLOCK, _ -> {});

    private static String claims() {
        return "{\"environment\":\"%s\",\"apiKey\":\"%s\"}".formatted(ENV, KEY);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String algorithm, String secret, String signed) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token signed with HS256, whatever its header says. */
    private static String signed(String secret, String header, String payload) {
        String start = base64(header) + "." + base64(payload);
        return start + "." + hmac("HmacSHA256", secret, start);
    }

    private static String withHeader(String fields) {
        return signed(SECRET, "{\"alg\":\"HS256\"," + fields + "}", claims());
    }

    private static String withClaims(String claims) {
        return signed(SECRET, PLAIN_HEADER, claims);
    }

    private static String withAlgorithm(String header, String mac) {
        String start = base64(header) + "." + base64(claims());
        return start + "." + hmac(mac, SECRET, start);
    }

    private static String asymmetric(String jwtName, String keys, int size, String signature) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keys);
            generator.initialize(size);
            Signature signer = Signature.getInstance(signature);
            signer.initSign(generator.generateKeyPair().getPrivate());
            String start = base64("{\"alg\":\"" + jwtName + "\"}") + "." + base64(claims());
            signer.update(start.getBytes(StandardCharsets.US_ASCII));
            return start + "." + base64(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String deflated() {
        var deflater = new Deflater();
        deflater.setInput(claims().getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        byte[] buffer = new byte[1024];
        int size = deflater.deflate(buffer);
        deflater.end();
        String start =
                base64("{\"alg\":\"HS256\",\"zip\":\"DEF\"}")
                        + "."
                        + base64(Arrays.copyOf(buffer, size));
        return start + "." + hmac("HmacSHA256", SECRET, start);
    }

    static Stream<Arguments> forgeries() {
        String good = withClaims(claims());
        String[] parts = good.split("\\.", -1);
        String none = base64("{\"alg\":\"none\"}") + "." + base64(claims()) + ".";
        var cases = new ArrayList<Arguments>();
        add(cases, "empty", "");
        add(cases, "one part", "abc");
        add(cases, "two parts", parts[0] + "." + parts[1]);
        add(cases, "four parts", good + ".x");
        add(cases, "only dots", "..");
        add(cases, "alg none without signature", none);
        add(cases, "alg none with a signature", none + parts[2]);
        add(
                cases,
                "alg None",
                none.replace(base64("{\"alg\":\"none\"}"), base64("{\"alg\":\"None\"}")));
        add(cases, "alg NONE signed", signed(SECRET, "{\"alg\":\"NONE\"}", claims()));
        add(cases, "no alg", signed(SECRET, "{\"typ\":\"JWT\"}", claims()));
        add(cases, "alg null", signed(SECRET, "{\"alg\":null}", claims()));
        add(cases, "alg empty", signed(SECRET, "{\"alg\":\"\"}", claims()));
        add(cases, "alg a list", signed(SECRET, "{\"alg\":[\"HS256\"]}", claims()));
        add(cases, "alg in lower case", signed(SECRET, "{\"alg\":\"hs256\"}", claims()));
        add(cases, "alg twice", signed(SECRET, "{\"alg\":\"HS256\",\"alg\":\"none\"}", claims()));
        add(cases, "HS384", withAlgorithm("{\"alg\":\"HS384\"}", "HmacSHA384"));
        add(cases, "HS512", withAlgorithm("{\"alg\":\"HS512\"}", "HmacSHA512"));
        add(cases, "HS1", withAlgorithm("{\"alg\":\"HS1\"}", "HmacSHA1"));
        add(cases, "HS256 said, HS512 done", withAlgorithm(PLAIN_HEADER, "HmacSHA512"));
        add(cases, "RS256", asymmetric("RS256", "RSA", 2048, "SHA256withRSA"));
        add(cases, "ES256", asymmetric("ES256", "EC", 256, "SHA256withECDSA"));
        add(cases, "RS256 said, HS256 done", signed(SECRET, "{\"alg\":\"RS256\"}", claims()));
        add(cases, "PS256 said, HS256 done", signed(SECRET, "{\"alg\":\"PS256\"}", claims()));
        add(cases, "EdDSA said, HS256 done", signed(SECRET, "{\"alg\":\"EdDSA\"}", claims()));
        add(cases, "dir said", signed(SECRET, "{\"alg\":\"dir\",\"enc\":\"A256GCM\"}", claims()));
        add(cases, "compressed", deflated());
        add(cases, "zip said, not done", withHeader("\"zip\":\"DEF\""));
        add(cases, "crit", withHeader("\"crit\":[\"exp\"]"));
        add(cases, "crit empty", withHeader("\"crit\":[]"));
        add(cases, "b64 false", withHeader("\"b64\":false,\"crit\":[\"b64\"]"));
        add(cases, "embedded key", withHeader("\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}"));
        add(cases, "key set by URL", withHeader("\"jku\":\"https://example.org/keys\""));
        add(cases, "certificate", withHeader("\"x5c\":[\"AAAA\"]"));
        add(cases, "certificate by URL", withHeader("\"x5u\":\"https://example.org/c\""));
        add(cases, "unknown kid", withHeader("\"kid\":\"0123456789abcdef\""));
        add(cases, "kid as a path", withHeader("\"kid\":\"../../dev/null\""));
        add(cases, "kid a number", withHeader("\"kid\":1"));
        add(
                cases,
                "kid of the other secret",
                withHeader("\"kid\":\"" + SigningKey.of(PREVIOUS).id() + "\""));
        add(cases, "typ of another kind", withHeader("\"typ\":\"at+jwt\""));
        add(cases, "foreign secret", signed(FOREIGN, PLAIN_HEADER, claims()));
        add(
                cases,
                "signature of another token",
                parts[0] + "." + base64(claims() + " ") + "." + parts[2]);
        add(cases, "signature cut", good.substring(0, good.length() - 2));
        add(cases, "signature empty", parts[0] + "." + parts[1] + ".");
        add(cases, "signature padded", good + "=");
        add(cases, "signature with loose bits", looseBits(good));
        add(cases, "signature not base64", parts[0] + "." + parts[1] + ".!!!!");
        add(cases, "header not base64", "!!." + parts[1] + "." + parts[2]);
        add(cases, "header not JSON", signed(SECRET, "alg=HS256", claims()));
        add(cases, "header a list", signed(SECRET, "[]", claims()));
        add(cases, "white space inside", parts[0] + ". " + parts[1] + "." + parts[2]);
        add(cases, "payload not JSON", withClaims("environment"));
        add(cases, "payload a list", withClaims("[]"));
        add(cases, "payload empty", withClaims(""));
        add(cases, "no claims", withClaims("{}"));
        add(cases, "no key", withClaims("{\"environment\":\"" + ENV + "\"}"));
        add(cases, "no environment", withClaims("{\"apiKey\":\"" + KEY + "\"}"));
        add(
                cases,
                "environment twice",
                withClaims("{\"environment\":\"x\"," + claims().substring(1)));
        add(cases, "environment a number", withClaims(claims().replace("\"" + ENV + "\"", "5")));
        add(cases, "environment a path", withClaims(claims().replace(ENV.value(), "../x")));
        add(cases, "raw key", withClaims(claims().replace(KEY.value(), "key")));
        add(
                cases,
                "hash in capitals",
                withClaims(claims().replace(KEY.value(), KEY.value().toUpperCase(Locale.ROOT))));
        add(
                cases,
                "expired",
                withClaims(
                        claims().replace(
                                        "{",
                                        "{\"exp\":"
                                                + NOW.minusSeconds(301).getEpochSecond()
                                                + ",")));
        add(
                cases,
                "of the future",
                withClaims(
                        claims().replace(
                                        "{",
                                        "{\"nbf\":"
                                                + NOW.plusSeconds(301).getEpochSecond()
                                                + ",")));
        add(cases, "nbf not a time", withClaims(claims().replace("{", "{\"nbf\":\"soon\",")));
        add(
                cases,
                "nested too deep",
                withClaims(
                        claims().replace("{", "{\"a\":" + "[".repeat(70) + "]".repeat(70) + ",")));
        add(
                cases,
                "endless",
                withClaims(claims().replace("{", "{\"a\":\"" + "x".repeat(9000) + "\",")));
        return cases.stream();
    }

    private static void add(List<Arguments> cases, String name, String token) {
        cases.add(Arguments.of(name, token));
    }

    /** The last character of 43 carries two bits that mean nothing; sets one of them. */
    private static String looseBits(String token) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        return token.substring(0, token.length() - 1) + alphabet.charAt(last | 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgeries")
    void a_forged_token_is_refused(String name, String token) {
        assertThat(verifier.verify(token)).as(name).isEmpty();
    }

    @Test
    void there_are_at_least_forty_forgeries() {
        assertThat(forgeries()).hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void what_this_edge_issues_it_accepts() {
        assertThat(verifier.verify(issued(SECRET, "name")))
                .hasValue(new VerifiedToken(ENV, KEY, null));
    }

    private static String issued(String secret, String accountId) {
        return new TokenIssuer(SigningKey.of(secret), CLOCK)
                .issue(
                        ApiKeyDocument.of(KEY, KeyType.SERVER, "id", "name"),
                        new EnvironmentNames(ENV, "dev", "p", "pi", "o", "oi", accountId, ""));
    }

    @Test
    void both_secrets_verify_with_and_without_kid() {
        assertThat(verifier.verify(issued(PREVIOUS, "a"))).isPresent();
        assertThat(verifier.verify(signed(SECRET, PLAIN_HEADER, claims()))).isPresent();
        assertThat(verifier.verify(signed(PREVIOUS, PLAIN_HEADER, claims()))).isPresent();
        assertThat(verifier.verify(issued(FOREIGN, "a"))).isEmpty();
    }

    @Test
    void clocks_may_differ_by_five_minutes() {
        assertThat(
                        verifier.verify(
                                withClaims(
                                        claims().replace(
                                                        "{",
                                                        "{\"nbf\":"
                                                                + NOW.plusSeconds(299)
                                                                        .getEpochSecond()
                                                                + ","))))
                .isPresent();
        assertThat(
                        verifier.verify(
                                withClaims(
                                        claims().replace(
                                                        "{",
                                                        "{\"exp\":"
                                                                + NOW.minusSeconds(299)
                                                                        .getEpochSecond()
                                                                + ","))))
                .isPresent();
    }

    @Test
    void tokens_of_ff_proxy_with_our_secret_go_on_working() {
        assertThat(verifier.verify(withClaims(claims().replace(KEY.value(), "auth-key-" + KEY))))
                .hasValue(new VerifiedToken(ENV, KEY, null));
    }

    @Test
    void a_token_carries_the_full_claim_set() throws Exception {
        String[] parts = issued(SECRET, "acc").split("\\.", -1);

        assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
                .isEqualTo("{\"typ\":\"JWT\",\"kid\":\"" + current.id() + "\",\"alg\":\"HS256\"}");
        assertThat(Json.read(Base64.getUrlDecoder().decode(parts[1])))
                .isEqualTo(
                        Json.read(
                                """
                                {"environment":"%s","environmentIdentifier":"dev","project":"p","projectIdentifier":"pi",
                                "accountID":"acc","organization":"o","organizationIdentifier":"oi","clusterIdentifier":"1",
                                "key_type":"Server","apiKey":"%s","iat":1767225600,"nbf":1767225600}\
                                """
                                        .formatted(ENV, KEY)));
    }

    @Test
    void payloads_read_the_same_in_both_base64_alphabets() {
        for (String odd : List.of(">>>", "???", "~~~", "\u007f\u007f", "größe", "日本", "😀")) {
            for (int shift = 0; shift < 3; shift++) {
                String payload = issued(SECRET, "x".repeat(shift) + odd).split("\\.", -1)[1];
                assertThat(payload).doesNotContain("-").doesNotContain("_");
                assertThat(verifier.verify(issued(SECRET, odd))).isPresent();
            }
        }
    }
}
