package io.flaghoist.console;

import io.flaghoist.console.command.ConsoleCommand;

/** The process: {@code history}, {@code diff}, {@code state}, … */
public final class Console {
    private Console() {}

    public static void main(String[] arguments) {
        System.exit(ConsoleCommand.line(arguments).execute(arguments));
    }
}
