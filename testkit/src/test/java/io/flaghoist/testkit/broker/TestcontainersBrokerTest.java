package io.flaghoist.testkit.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TestcontainersBrokerTest {
    @Test
    void properties_become_the_variables_that_the_image_reads() {
        assertThat(TestcontainersBroker.variable("message.max.bytes"))
                .isEqualTo("KAFKA_MESSAGE_MAX_BYTES");
    }

    @Nested
    class With_an_engine extends RestartableBrokerContract {
        @BeforeAll
        static void needs_docker() {
            var docker = DockerEngine.find(System.getenv());
            assumeTrue(docker.answers(), docker.finding());
        }

        @Override
        RestartableBroker create() {
            return TestcontainersBroker.create();
        }
    }
}
