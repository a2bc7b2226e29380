package io.flaghoist.saas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void a_secret_is_never_printed_and_its_alias_is_the_beginning_of_its_hash() {
        var secret = new Secret(" a-key\n");

        assertThat(secret.value()).isEqualTo("a-key");
        assertThat(secret).hasToString("redacted");
        assertThat(secret.hash().value()).startsWith(secret.alias());
        assertThat(secret.alias()).hasSize(12).isNotEqualTo(new Secret("b-key").alias());
    }

    @Test
    void api_keys_are_separated_by_commas_in_their_order_without_repetition() {
        assertThat(ApiKeys.of(" b, a ,,b,\n").keys())
                .containsExactly(new Secret("b"), new Secret("a"));
        assertThat(ApiKeys.of(" , ").isEmpty()).isTrue();
    }
}
