package io.holdfast.lab;

import java.io.IOException;
import java.nio.file.Files;

/// The outermost process of a lab, first of its own pid, mount and network namespaces. When it ends, in
/// whatever way, everything of the lab ends with it.
public final class SiteMain {
    private SiteMain() {}

    /// Runs until killed.
    ///
    /// @param arguments as [Lab] gives them
    public static void main(String[] arguments) throws IOException {
        SiteOptions options = SiteOptions.of(arguments);
        LabFolders folders = new LabFolders(options.lab().name());
        try {
            Site site = new Site(options);
            ControlServer.start(folders.control(), site::answer);
            site.bringUp();
        } catch (LabException e) {
            // Whoever started it waits for the control socket or for this file.
            Files.writeString(folders.run().resolve("failed"), String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }
}
