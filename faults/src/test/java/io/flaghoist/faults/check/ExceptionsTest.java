package io.flaghoist.faults.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flaghoist.schemas.document.DocumentKey;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExceptionsTest {
    @Test
    void documents_are_named_and_the_rest_is_counted() {
        assertThat(Exceptions.of(Optional.of("flag/dark_mode, segment/beta, +3")))
                .isEqualTo(
                        new Exceptions(
                                Set.of(
                                        new DocumentKey.OfFlag("dark_mode"),
                                        new DocumentKey.OfSegment("beta")),
                                3));
    }

    @Test
    void unusual_identifiers_are_percent_encoded() {
        assertThat(Exceptions.of(Optional.of("flag/a%2Cb%20c")).named())
                .containsExactly(new DocumentKey.OfFlag("a,b c"));
    }

    @Test
    void without_a_header_there_is_none() {
        assertThat(Exceptions.of(Optional.empty())).isEqualTo(Exceptions.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "dark_mode", "flag/a,,flag/b", "+x"})
    void anything_else_is_no_exception(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Exceptions.of(Optional.of(text)));
    }
}
