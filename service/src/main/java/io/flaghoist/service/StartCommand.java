package io.flaghoist.service;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.cli.Cli;
import io.dropwizard.core.cli.ServerCommand;
import io.flaghoist.service.settings.SettingsException;
import net.sourceforge.argparse4j.inf.Namespace;

/** {@code server}: wrong settings are printed without a stack trace, which would hide them. */
final class StartCommand<C extends Configuration> extends ServerCommand<C> {
    private final String service;

    StartCommand(Application<C> application) {
        super(application);
        this.service = application.getName();
    }

    @Override
    public void onError(Cli cli, Namespace namespace, Throwable e) {
        if (e instanceof SettingsException) {
            cli.getStdErr().println(service + " did not start: " + e.getMessage());
        } else {
            super.onError(cli, namespace, e);
        }
    }
}
