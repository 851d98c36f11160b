package io.holdfast.leasedaemon;

import io.holdfast.base.Clock;
import io.holdfast.base.Native;
import io.holdfast.leasedaemon.system.DaemonLog;
import io.holdfast.leasedaemon.system.EventLoop;
import io.holdfast.leasedaemon.system.PeerProcess.ProcessIdentity;
import io.holdfast.leasedaemon.system.RunDirectory;
import io.holdfast.leasedaemon.system.SmallHeap;
import io.holdfast.leasedaemon.system.SocketListener;
import io.holdfast.leasedaemon.system.SocketOwner;
import io.holdfast.leasedaemon.system.StopSignals;
import io.holdfast.leasedaemon.system.Watchdog;
import io.holdfast.leasedaemon.system.Watchdogs;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/// `holdfast-leased`: started like `sanlock daemon`, it takes that daemon's place.
///
/// Environment: `SANLOCK_RUN_DIR` (default `/run/sanlock`), `SANLOCK_PRIVILEGED` (other than 1: the socket stays this
/// process's own and no memory is locked), `HOLDFAST_LEASED_CONFIG` (a properties file, see [OptionsReader]).
///
/// It stays in the foreground. Run it with the options in the resource `leased.jvm.options` of this package; with them
/// it needs less than 64 MB.
///
/// Exit status 0 after an orderly end, 1 if it cannot start (another daemon of the same run directory, an unknown
/// option, …) or fails.
public final class LeaseDaemonMain {
    private static final Path CONFIGURATION = Path.of("/etc/sanlock/sanlock.conf");

    private LeaseDaemonMain() {}

    /// Runs until the daemon ends.
    public static void main(String[] arguments) {
        int status;
        try {
            status = run(Arrays.asList(arguments));
        } catch (OptionsReader.Unusable e) {
            System.out.println(e.getMessage());
            status = 1;
        } catch (IOException | RuntimeException e) {
            System.err.println("holdfast-leased: " + e);
            status = 1;
        }
        // Not the normal way out of main: threads that wait for disks do not hold the end up.
        Runtime.getRuntime().halt(status);
    }

    private static int run(List<String> arguments) throws IOException, OptionsReader.Unusable {
        boolean named = !arguments.isEmpty() && arguments.getFirst().equals("daemon");
        DaemonOptions options = options(named ? arguments.subList(1, arguments.size()) : arguments);
        boolean privileged = environment("SANLOCK_PRIVILEGED", "1").equals("1");
        Clock clock = Clock.system();
        RunDirectory directory = new RunDirectory(Path.of(environment("SANLOCK_RUN_DIR", "/run/sanlock")));
        if (!directory.lock()) {
            System.err.println("holdfast-leased: another daemon runs in " + directory.path());
            return 1;
        }
        DaemonLog log = new DaemonLog(
                clock,
                options.foreground() ? System.err : null,
                options.logFile().isEmpty() ? null : Path.of(options.logFile()));
        List<ProcessIdentity> old = directory.loadHolders();
        old.stream().filter(ProcessIdentity::isAlive).forEach(each -> {
            log.error(each + " held leases under a daemon that died: killed");
            each.kill();
        });
        if (privileged && options.lockMemory()) {
            int result = Native.lockMemory();
            if (result != 0) {
                log.warning("Cannot lock the memory: errno " + -result);
            }
        }
        EventLoop loop = new EventLoop(clock, log);
        Watchdog watchdog = watchdog(options, clock, log);
        Daemon daemon = new Daemon(
                options,
                options.ownerName(UUID.randomUUID() + "." + nodeName()),
                clock,
                loop,
                log,
                watchdog,
                new Leftovers(old, clock, log),
                directory::storeHolders,
                ProcessHandle.current().pid());
        SocketListener listener = SocketListener.open(loop, directory.socket(), daemon::accept);
        if (privileged) {
            SocketOwner.give(directory.socket(), options.user(), options.group());
        }
        StopSignals.handle(daemon::stopIfUnused);
        log.debug("holdfast-leased started, socket " + directory.socket() + " at " + listener.fd() + ", watchdog "
                + options.watchdog());
        SmallHeap.keep(loop);
        daemon.tick();
        loop.run();
        watchdog.close();
        log.debug("holdfast-leased ends");
        return 0;
    }

    private static DaemonOptions options(List<String> arguments) throws IOException, OptionsReader.Unusable {
        OptionsReader reader = new OptionsReader();
        if (Files.isReadable(CONFIGURATION)) {
            reader.readConfiguration(Files.readAllLines(CONFIGURATION));
        }
        String own = environment("HOLDFAST_LEASED_CONFIG", "");
        if (!own.isEmpty()) {
            reader.readProperties(properties(Path.of(own)));
        }
        reader.readArguments(arguments);
        return reader.options();
    }

    private static Map<String, String> properties(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            read.load(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("Cannot read " + file, e);
        }
        Map<String, String> found = new LinkedHashMap<>();
        read.stringPropertyNames().stream().sorted().forEach(each -> found.put(each, read.getProperty(each)));
        return found;
    }

    private static Watchdog watchdog(DaemonOptions options, Clock clock, DaemonLog log) {
        String path = options.watchdogPath();
        return switch (options.watchdog()) {
            case NONE -> Watchdog.none();
            case WDMD -> Watchdogs.wdmd(path.isEmpty() ? Watchdogs.WDMD_SOCKET : Path.of(path), log);
            case DEVICE -> Watchdogs.device(path.isEmpty() ? Watchdogs.KERNEL_DEVICE : Path.of(path), clock);
            case PIPE -> Watchdogs.pipe(Path.of(path), clock);
        };
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }

    private static String nodeName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }
}
