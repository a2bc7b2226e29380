package io.flaghoist.service.settings;

import java.util.List;

/** Settings with which a service must not start. The message names them, never their values. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String NEXT = "\n  - ";

    /**
     * @param errors one per wrong setting; at least one
     */
    public SettingsException(List<String> errors) {
        super("wrong settings:" + NEXT + String.join(NEXT, errors), null, false, false);
    }
}
