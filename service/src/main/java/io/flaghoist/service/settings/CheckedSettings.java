package io.flaghoist.service.settings;

import java.util.List;

/** Settings that check what their types cannot. */
public interface CheckedSettings {
    /** One sentence per setting that is missing or wrong, naming the setting, never its value. */
    List<String> errors();
}
