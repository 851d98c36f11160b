package io.holdfast.leasedaemon.system;

import io.holdfast.base.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A process that may hold leases, through a handle that stays on it when its number is given to another process.
/// Belongs to the loop's thread.
public final class PeerProcess {
    private static final int SIGKILL = 9;
    private static final int ESRCH = 3;

    private final ProcessIdentity identity;
    private final int handle;
    private final EventLoop.@Nullable Watch watch;
    private Runnable onExit = () -> {};
    private boolean exited;
    private boolean closed;

    private PeerProcess(EventLoop loop, ProcessIdentity identity, int handle) {
        this.identity = identity;
        this.handle = handle;
        this.exited = handle < 0;
        this.watch = handle < 0 ? null : loop.watch(handle, SystemCalls.POLLIN, events -> exit());
    }

    /// Takes hold of a process. If there is none of that number any more, it counts as exited.
    public static PeerProcess open(EventLoop loop, int pid) {
        int handle = pid > 0 ? Native.openProcess(pid) : -1;
        return new PeerProcess(loop, ProcessIdentity.of(pid), handle);
    }

    public int pid() {
        return identity.pid();
    }

    public ProcessIdentity identity() {
        return identity;
    }

    /// Whether it has ended. A process that waits for its parent counts as ended: it can do nothing more.
    public boolean hasExited() {
        return exited;
    }

    /// Runs the work on the loop when the process ends, unless it has ended or was closed before.
    public void onExit(Runnable work) {
        onExit = work;
    }

    /// Sends a signal.
    ///
    /// @return 0, or a negative errno
    public int signal(int signal) {
        return exited || closed ? -ESRCH : Native.signalProcess(handle, signal);
    }

    /// Lets go of the process.
    public void close() {
        if (!closed && handle >= 0) {
            closed = true;
            if (watch != null) {
                watch.cancel();
            }
            int ignored = Native.close(handle);
        }
    }

    private void exit() {
        exited = true;
        close();
        onExit.run();
    }

    /// Number and start of a process, which together name it until the next boot.
    ///
    /// @param startTime clock ticks since boot; -1 if it could not be read
    public record ProcessIdentity(int pid, long startTime) {
        /// Reads the start of the process that has that number now.
        public static ProcessIdentity of(int pid) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
                // The second field is a name in parentheses that may contain anything; the 22nd is the start.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                boolean dead = fields[0].equals("Z") || fields[0].equals("X");
                return new ProcessIdentity(pid, dead ? -1 : Long.parseLong(fields[19]));
            } catch (IOException | RuntimeException e) {
                return new ProcessIdentity(pid, -1);
            }
        }

        /// Kills it, if it still runs.
        public void kill() {
            int handle = Native.openProcess(pid);
            if (handle >= 0) {
                // Looked at behind the handle, which cannot move to another process.
                if (isAlive()) {
                    int ignored = Native.signalProcess(handle, SIGKILL);
                }
                int ignored = Native.close(handle);
            }
        }

        /// Whether this very process still runs.
        public boolean isAlive() {
            return startTime >= 0 && of(pid).startTime == startTime;
        }
    }
}
