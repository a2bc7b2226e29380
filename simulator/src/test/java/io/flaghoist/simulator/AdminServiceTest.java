package io.flaghoist.simulator;

import static io.flaghoist.simulator.SimulatorUnderTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AdminServiceTest {
    private static final String NAMES =
            "?accountIdentifier=sample-account&orgIdentifier=default"
                    + "&projectIdentifier=sample&environmentIdentifier=dev";

    @AutoClose private final SimulatorUnderTest saas = new SimulatorUnderTest();

    private HttpResponse<String> admin(String path) {
        return saas.send(
                saas.request("GET", "/gateway/cf/admin" + path, "")
                        .header("x-api-key", "sample-admin-token"));
    }

    @Test
    void keys_are_listed_with_their_hash_and_masked() {
        var page = json(admin("/apikey" + NAMES + "&pageNumber=0&pageSize=100"));

        assertThat(page.path("itemCount").asInt()).isEqualTo(2);
        assertThat(page.path("pageCount").asInt()).isEqualTo(1);
        assertThat(page.path("apiKeys").path(1).toString())
                .isEqualTo(
                        "{\"name\":\"Sample server key\",\"identifier\":\"sample_server\",\"type\":\"server\","
                                + "\"apiKey\":\"********\",\"key\":\"3a48e489ce6ca73cab312cdf7ca1bbafc812825b8674fd4a37503eb3bd5ef61b\"}");
    }

    @Test
    void pages_follow_each_other_until_one_is_empty() {
        saas.sample("PUT", "/api-keys/a_third", "{\"key\":\"third-key\"}");
        List<String> found = new ArrayList<>();
        for (var number = 0; number < 10; number++) {
            var page = json(admin("/apikey" + NAMES + "&pageNumber=" + number + "&pageSize=2"));
            assertThat(page.path("pageIndex").asInt()).isEqualTo(number);
            assertThat(page.path("pageCount").asInt()).isEqualTo(2);
            assertThat(page.path("apiKeys").isArray()).isTrue();
            if (page.path("apiKeys").isEmpty()) {
                break;
            }
            page.path("apiKeys").forEach(it -> found.add(it.path("identifier").asText()));
        }

        assertThat(found).containsExactly("a_third", "sample_client", "sample_server");
    }

    @Test
    void targets_are_listed_with_their_attributes() {
        var targets = json(admin("/targets" + NAMES)).path("targets");

        assertThat(targets).hasSize(2);
        assertThat(targets.path(0).path("attributes").path("plan").asText()).isEqualTo("gold");
    }

    @Test
    void without_an_admin_token_nothing_is_told() {
        var path = "/gateway/cf/admin/apikey" + NAMES;

        assertThat(saas.send(saas.request("GET", path, "")).statusCode()).isEqualTo(401);
        assertThat(
                        saas.send(saas.request("GET", path, "").header("x-api-key", "guess"))
                                .statusCode())
                .isEqualTo(403);
    }

    @Test
    void wrong_names_and_pages_are_refused_by_name() {
        assertThat(admin("/apikey").statusCode()).isEqualTo(400);
        assertThat(admin("/apikey" + NAMES.replace("dev", "prod")).statusCode()).isEqualTo(404);
        for (var page : List.of("pageSize=0", "pageSize=x", "pageNumber=-1", "pageSize=1001")) {
            var answer = admin("/targets" + NAMES + "&" + page);
            assertThat(answer.statusCode()).as(page).isEqualTo(400);
            assertThat(answer.body()).contains(page.substring(0, page.indexOf('=')));
        }
    }
}
