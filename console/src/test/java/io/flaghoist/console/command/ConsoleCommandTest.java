package io.flaghoist.console.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ConsoleCommandTest {
    @Test
    void a_command_that_is_read_alone_has_the_help_that_it_has_among_all() {
        Map<String, CommandLine> all = ConsoleCommand.line().getSubcommands();

        assertThat(all).hasSize(13);
        all.forEach((name, command) -> {
            Map<String, CommandLine> alone =
                    ConsoleCommand.line(new String[] {name, "--help"}).getSubcommands();
            assertThat(alone).containsOnlyKeys(name);
            assertThat(alone.values())
                    .extracting(CommandLine::getUsageMessage)
                    .containsExactly(command.getUsageMessage());
        });
    }

    @Test
    void without_a_known_command_all_are_there() {
        assertThat(ConsoleCommand.line(new String[0]).getSubcommands()).hasSize(13);
        assertThat(ConsoleCommand.line(new String[] {"histroy"}).getSubcommands()).hasSize(13);
        assertThat(ConsoleCommand.line(new String[] {"--help"}).getSubcommands()).hasSize(13);
    }
}
