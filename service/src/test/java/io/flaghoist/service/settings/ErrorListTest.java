package io.flaghoist.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorListTest {
    private final ErrorList errors = new ErrorList();

    @Test
    void errors_are_listed_in_the_order_in_which_they_were_found() {
        errors.requireSet("upstream.apiKeys (API_KEYS)", false);
        errors.add("bypassAuth is not supported");
        errors.requireAtLeast("window.length", 1, 0);
        errors.addAll(List.of("kafka.properties: acks is set by Flaghoist"));

        assertThat(errors.all())
                .containsExactly(
                        "upstream.apiKeys (API_KEYS) is not set",
                        "bypassAuth is not supported",
                        "window.length must be 1 or more",
                        "kafka.properties: acks is set by Flaghoist");
    }

    @Test
    void settings_within_their_limits_are_no_errors() {
        errors.requireSet("upstream.apiKeys (API_KEYS)", true);
        errors.requireAtLeast("window.length", 1, 1);
        errors.requireNoException(() -> {});

        assertThat(errors.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://saas", "https://config.ff.harness.io/api/1.0", "http://[::1]:7999/"})
    void urls_of_http_are_accepted(String url) {
        errors.requireUrl("upstream.clientService", url);

        assertThat(errors.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "saas.example",
                "saas.example:80",
                "ftp://saas.example",
                "https:///api",
                "https://saas example",
                "HTTP:saas"
            })
    void other_urls_are_refused_without_being_repeated(String url) {
        errors.requireUrl("upstream.clientService", url);

        assertThat(errors.all())
                .containsExactly("upstream.clientService is not an http or https URL");
    }

    @Test
    void an_exception_about_a_setting_becomes_an_error_and_a_defect_does_not() {
        errors.requireNoException(() -> {
            throw new IllegalArgumentException("tls.certificate cannot be read");
        });

        assertThat(errors.all()).containsExactly("tls.certificate cannot be read");
        assertThatThrownBy(() ->
                        errors.requireNoException(() -> {
                            throw new IllegalStateException("a defect");
                        }))
                .isInstanceOf(IllegalStateException.class);
    }
}
