package io.flaghoist.acceptance.sdk;

import java.nio.file.Path;
import java.util.List;

/** The npm packages that the Node programs need, installed from the committed lock file. */
public final class NodePackages {
    private NodePackages() {}

    /**
     * Installs what {@code folder/package-lock.json} names, unless that very lock was installed
     * before.
     *
     * @return {@code folder}
     */
    public static Path installedIn(Path folder) {
        Installer.install(
                folder,
                folder.resolve("package-lock.json"),
                folder.resolve("node_modules/.installed-lock"),
                "Node.js 18 or newer with npm must be on the PATH.",
                List.of(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")));
        return folder;
    }
}
