package io.flaghoist.faults.check;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentTest {
    @Test
    void a_flag_is_the_same_as_saas_holds_it_and_as_an_edge_serves_it() {
        var flag = flag("dark_mode").on().rule("beta", "true").version(3);

        assertThat(Content.ofFlag(flag.json()))
                .isEqualTo(Content.served(flag.document().body().tree()));
    }

    @Test
    void a_group_is_the_same_as_saas_holds_it_and_as_an_edge_serves_it() {
        var group = segment("beta").including("ann").rule("email", "ends_with", "@example.org");

        assertThat(Content.ofSegment(group.json()))
                .isEqualTo(Content.served(group.document().withServingRules().tree()));
    }

    @Test
    void versions_make_no_difference_and_everything_else_does() {
        var flag = flag("dark_mode");

        assertThat(Content.ofFlag(flag.version(7).json())).isEqualTo(Content.ofFlag(flag.json()));
        assertThat(Content.ofFlag(flag.on().json())).isNotEqualTo(Content.ofFlag(flag.json()));
        assertThat(Content.ofFlag(flag.with(json -> json.put("unknown", 1)).json()))
                .isNotEqualTo(Content.ofFlag(flag.json()));
    }
}
