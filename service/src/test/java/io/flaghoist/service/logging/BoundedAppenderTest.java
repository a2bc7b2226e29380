package io.flaghoist.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.logging.common.layout.DiscoverableLayoutFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What strangers send, on its way into a log. */
@Tag("C9")
class BoundedAppenderTest {
    private static final String JETTY = "org.eclipse.jetty.server.internal.HttpConnection";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SEED = 9;

    static final List<DiscoverableLayoutFactory<ILoggingEvent>> LAYOUTS =
            List.of(new JsonLayoutFactory(), new TextLayoutFactory());

    private final LoggerContext context = new LoggerContext();
    private final Written written = new Written();
    private long nanos;
    private final BoundedAppender bounded = new BoundedAppender(() -> nanos);

    /** Keeps what a layout makes of events. */
    private static final class Written extends AppenderBase<ILoggingEvent> {
        private final List<ILoggingEvent> events = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }

        List<String> messages() {
            return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }

    @BeforeEach
    void start() {
        written.setContext(context);
        written.start();
        bounded.setContext(context);
        bounded.addAppender(written);
        bounded.start();
        root().addAppender(bounded);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private Logger own() {
        return context.getLogger("io.flaghoist.edge.Edge");
    }

    private static String hostile(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(400); i >= 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> text.append('\n').append("{\"level\":\"ERROR\",\"message\":\"forged\"}");
                case 1 -> text.append("\r\n2026-11-21T10:00:00.000Z ERROR forged");
                case 2 -> text.append((char) (0x80 + random.nextInt(32)));
                case 3 -> text.append((char) (0x2028 + random.nextInt(2)));
                case 4 -> text.append("\u202e\u2066");
                case 5 -> text.append("{}").append('"').append('\\');
                case 6 -> text.append((char) random.nextInt(0x10000));
                default -> text.append((char) random.nextInt(32));
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void ten_thousand_hostile_strings_forge_no_line(
            DiscoverableLayoutFactory<ILoggingEvent> factory) throws IOException {
        var random = new Random(SEED);
        for (int i = 0; i < 2_500; i++) {
            own().warn("a field: {}", hostile(random));
            own().warn(hostile(random));
            own().warn("{} and {}", hostile(random), List.of(hostile(random)));
            own().warn("failed", new IllegalStateException(hostile(random)));
        }

        var layout = factory.build(context, TimeZone.getTimeZone("UTC"));
        layout.start();
        assertThat(written.events).hasSize(10_000);
        for (ILoggingEvent event : written.events) {
            String lines = layout.doLayout(event);
            assertThat(lines.substring(0, lines.length() - 1).replace("\tat ", "at "))
                    .matches(text -> text.codePoints().noneMatch(BoundedAppenderTest::isObeyed));
            if (factory instanceof JsonLayoutFactory) {
                assertOneObject(lines);
            } else {
                assertThat(lines.lines().skip(1)).allMatch(line -> line.startsWith("!"));
            }
        }
    }

    private static void assertOneObject(String line) throws IOException {
        assertThat(line).endsWith("}\n");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode object = JSON.readTree(line);
        assertThat(object.path("level").textValue()).isEqualTo("WARN");
        assertThat(object.path("logger").textValue()).isEqualTo("io.flaghoist.edge.Edge");
    }

    private static boolean isObeyed(int character) {
        return character != '\n' && (Character.isISOControl(character) || character == 0x2028);
    }

    @Test
    void every_field_has_256_characters_at_most_wherever_it_stands() {
        String huge = "h".repeat(240_000);
        own().warn("host {} of {}", huge, 7);
        own().error("failed", new IllegalStateException(huge, new IOException(huge)));
        context.getLogger(JETTY).warn("bad host " + huge);
        context.getLogger(JETTY).warn("bad {}", huge, new IOException(huge));

        assertThat(written.messages())
                .hasSize(4)
                .allSatisfy(message -> assertThat(message).hasSizeLessThan(256 + 20));
        assertThat(written.messages().getFirst()).startsWith("host hhh").endsWith("… of 7");
        var failure = written.events.get(1).getThrowableProxy();
        assertThat(failure.getMessage()).hasSize(256);
        assertThat(failure.getCause().getMessage()).hasSize(256);
        assertThat(own().getName()).isEqualTo(written.events.getFirst().getLoggerName());
    }

    @Test
    void
            of_what_bad_requests_cause_one_line_of_a_kind_is_written_a_minute_with_the_number_of_others() {
        Logger jetty = context.getLogger(JETTY);
        for (int i = 0; i < 1_000; i++) {
            jetty.warn("bad {}", "host " + i);
            jetty.warn("other {}", i);
            own().warn(BadRequests.MARKER, "Refused {}", i % 2 == 0 ? "a" : "b");
        }
        assertThat(written.messages())
                .containsExactly("bad host 0", "other 0", "Refused a", "Refused b");

        nanos += TimeUnit.SECONDS.toNanos(60);
        jetty.warn("bad {}", "host again");

        assertThat(written.messages().subList(4, written.messages().size()))
                .containsExactlyInAnyOrder(
                        "bad host 999 (and 999 more of this kind within a minute)",
                        "other 999 (and 999 more of this kind within a minute)",
                        "Refused a (and 499 more of this kind within a minute)",
                        "Refused b (and 499 more of this kind within a minute)");
        nanos += TimeUnit.SECONDS.toNanos(60);
        own().info("anything");
        assertThat(written.messages())
                .contains("bad host again (and 1 more of this kind within a minute)");
    }

    @Test
    void what_was_kept_back_is_told_at_the_end_too() {
        Logger jetty = context.getLogger(JETTY);
        jetty.warn("bad {}", 1);
        jetty.warn("bad {}", 2);

        bounded.stop();

        assertThat(written.messages())
                .containsExactly("bad 1", "bad 2 (and 1 more of this kind within a minute)");
    }

    @Test
    void our_own_lines_and_what_servers_say_of_themselves_are_all_written() {
        for (int i = 0; i < 10; i++) {
            own().error("lost {}", i);
            context.getLogger(JETTY).info("Started {}", i);
        }

        assertThat(written.events).hasSize(20);
    }

    @Test
    void kinds_are_bounded_however_many_there_are() {
        Logger jetty = context.getLogger(JETTY);
        for (int i = 0; i < 10_000; i++) {
            jetty.warn("kind " + i + " {}", "x");
        }

        assertThat(written.events).hasSizeLessThanOrEqualTo(257);
    }

    @Test
    void libraries_stay_at_info_whoever_asks_for_more_and_our_own_loggers_may_say_more() {
        context.getLogger("okhttp3").setLevel(Level.TRACE);
        LevelGuard.watch(context);
        for (String name :
                List.of(
                        "okhttp3",
                        "okhttp3.internal.http2.Http2",
                        "org.eclipse.jetty.http",
                        "org.eclipse.jetty",
                        "org.glassfish.jersey.logging",
                        "org.apache.kafka.clients.producer",
                        "io.jsonwebtoken",
                        "jdk.httpclient",
                        "org",
                        "io",
                        "io.flaghoistory",
                        org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            for (Level level : List.of(Level.TRACE, Level.DEBUG)) {
                context.getLogger(name).setLevel(level);
                assertThat(context.getLogger(name).isDebugEnabled()).as(name).isFalse();
            }
        }
        assertThat(root().getLevel()).isEqualTo(Level.INFO);
        assertThat(own().isDebugEnabled()).as("asked for by the root").isTrue();
        assertThat(context.getLogger("okhttp3.internal").isTraceEnabled()).isFalse();

        context.getLogger("io").setLevel(null);
        root().setLevel(Level.TRACE);
        assertThat(own().isTraceEnabled()).as("asked for by the root again").isTrue();
        root().setLevel(Level.WARN);
        assertThat(own().isInfoEnabled()).as("as the root").isFalse();

        context.getLogger("org.apache.kafka").setLevel(Level.WARN);
        context.getLogger("io.flaghoist").setLevel(Level.DEBUG);
        assertThat(context.getLogger("org.apache.kafka.clients").isInfoEnabled()).isFalse();
        assertThat(own().isDebugEnabled()).isTrue();
        assertThat(own().isTraceEnabled()).isFalse();
    }

    @Test
    void of_the_warnings_of_kafkas_clients_one_of_a_kind_is_written_per_minute() {
        Logger client = context.getLogger("org.apache.kafka.clients.NetworkClient");
        for (int second = 0; second < 120; second++) {
            for (String name : List.of("edge-1", "edge-2")) {
                client.warn(
                        "[Consumer clientId=%s, groupId=null] Connection to node %d could not be established."
                                .formatted(name, second));
                client.error("[Producer clientId=" + name + "] Connection failed authentication");
            }
            nanos += TimeUnit.SECONDS.toNanos(1);
        }

        assertThat(written.messages())
                .hasSize(4)
                .startsWith(
                        "[Consumer clientId=edge-1, groupId=null] Connection to node 0 could not be established.",
                        "[Producer clientId=edge-1] Connection failed authentication")
                .allMatch(message -> !message.contains("more") || message.contains("119 more"));
    }
}
