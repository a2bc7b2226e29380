package io.flaghoist.edge;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.testkit.fixture.LogFixture;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfigRoutesTest {
    private static final String ENV = "8d1f2c34-0000-4000-8000-000000000001";
    private static final String BASE = "/client/env/" + ENV;

    private final LogFixture log =
            log(ENV).serverKey("key")
                    .segment(segment("beta").including("ann").rule("email", "ends_with", "@x.org"))
                    .flag(flag("dark_mode").on().padded(2000))
                    .flag(flag("größe"))
                    .complete();
    private TestEdge edge;
    private String token;

    @BeforeAll
    void start() {
        edge = TestEdge.start();
        edge.follow(log);
    }

    @BeforeEach
    void authenticate() throws Exception {
        token = edge.token("key");
    }

    @AfterAll
    void stop() {
        edge.close();
    }

    @Test
    void lists_are_the_bytes_of_the_image_with_revision_and_tag() throws Exception {
        HttpResponse<String> flags = edge.get(BASE + "/feature-configs?cluster=1", token);

        assertThat(flags.statusCode()).isEqualTo(200);
        assertThat(flags.body()).isEqualTo(new String(log.image().flagList().identity(), UTF_8));
        assertThat(flags.headers().firstValue("content-type"))
                .hasValue("application/json; charset=utf-8");
        assertThat(flags.headers().firstValue("etag")).hasValue(log.image().flagList().etag());
        assertThat(flags.headers().firstValue("flaghoist-revision")).hasValue("5");
        assertThat(flags.headers().firstValue("cache-control")).hasValue("no-cache");
        assertThat(flags.headers().firstValue("vary")).hasValue("Origin, Accept-Encoding");
    }

    @Test
    void one_flag_and_one_segment_are_served_alone() throws Exception {
        assertThat(edge.get(BASE + "/feature-configs/dark_mode", token).body())
                .startsWith("{")
                .contains("\"feature\":\"dark_mode\"");
        assertThat(edge.get(BASE + "/feature-configs/gr%C3%B6%C3%9Fe", token).body())
                .contains("größe");
        assertThat(edge.get(BASE + "/target-segments/beta", token).body())
                .contains("\"rules\"")
                .doesNotContain("servingRules");
        assertThat(edge.get(BASE + "/target-segments/beta?cluster=1&rules=v2", token).body())
                .contains("servingRules")
                .doesNotContain("\"rules\"");
        assertThat(edge.get(BASE + "/target-segments?rules=v1", token).body())
                .contains("\"rules\"")
                .doesNotContain("servingRules");
    }

    @Test
    void gzip_is_used_when_it_is_accepted_and_tagged_apart() throws Exception {
        HttpResponse<byte[]> zipped =
                edge.http.send(
                        edge.request(BASE + "/feature-configs")
                                .header("Authorization", "bearer " + token)
                                .header("Accept-Encoding", "br;q=1.0, gzip;q=0.5")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(zipped.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(zipped.headers().firstValue("etag")).hasValue(log.image().flagList().gzipEtag());
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(plain.readAllBytes()).isEqualTo(log.image().flagList().identity());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "gzip; q=0.000, *", "identity", "br", "*;q=0"})
    void gzip_is_not_forced_on_who_cannot_read_it(String accepted) throws Exception {
        HttpResponse<String> plain =
                edge.send(
                        edge.request(BASE + "/feature-configs")
                                .header("Authorization", "Bearer " + token)
                                .header("Accept-Encoding", accepted));

        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(plain.statusCode()).isEqualTo(200);
    }

    @Test
    void a_client_that_has_the_bytes_gets_304() throws Exception {
        String etag = log.image().flagList().etag();

        HttpResponse<String> same =
                edge.send(
                        edge.request(BASE + "/feature-configs")
                                .header("Authorization", "Bearer " + token)
                                .header("If-None-Match", "\"other\", W/" + etag));
        HttpResponse<String> other =
                edge.send(
                        edge.request(BASE + "/feature-configs")
                                .header("Authorization", "Bearer " + token)
                                .header("If-None-Match", log.image().flagList().gzipEtag()));

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("etag")).hasValue(etag);
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BASE + "/feature-configs",
                "/client/client/env/" + ENV + "/feature-configs",
                "/api/1.0/client/env/" + ENV + "/feature-configs",
                "//client//env/" + ENV + "//feature-configs",
                "/client/env/" + ENV + "/feature-configs/",
                "/client/env/" + ENV + "/feature-configs?stream=*&cluster=undefined;x"
            })
    void every_spelling_of_a_path_is_understood(String path) throws Exception {
        assertThat(edge.get(path, token).statusCode()).isEqualTo(200);
    }

    @Test
    void head_is_get_without_the_body() throws Exception {
        HttpResponse<String> head =
                edge.send(
                        edge.request(BASE + "/feature-configs")
                                .HEAD()
                                .header("Authorization", "Bearer " + token));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length"))
                .hasValue(log.image().flagList().size());
    }
}
