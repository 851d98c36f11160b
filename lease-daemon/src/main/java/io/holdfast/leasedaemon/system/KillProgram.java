package io.holdfast.leasedaemon.system;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/// Starts the program that a client named instead of a signal.
public final class KillProgram {
    private KillProgram() {}

    /// Starts it on a thread of its own: even finding the program may hang when its disk does. Its end is not waited
    /// for.
    ///
    /// @param command the program and its arguments
    public static void start(List<String> command, DaemonLog log) {
        Thread.ofPlatform().daemon().name("kill program").stackSize(256 << 10).start(() -> {
            try {
                Process process = new ProcessBuilder(command)
                        .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                        .redirectOutput(Redirect.INHERIT)
                        .redirectError(Redirect.INHERIT)
                        .start();
                log.debug("kill program " + command + " has pid " + process.pid());
            } catch (IOException e) {
                log.error("Cannot start the kill program " + command, e);
            }
        });
    }
}
