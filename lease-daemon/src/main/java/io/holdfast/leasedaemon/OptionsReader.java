package io.holdfast.leasedaemon;

import io.holdfast.leasedaemon.DaemonOptions.WatchdogKind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/// Reads the daemon's options, later calls winning over earlier ones: `sanlock.conf`, the command line of
/// `sanlock daemon`, and a file of our own that chooses the watchdog.
///
///     command line  sanlock.conf           default
///     -D                                   off      stay in the foreground (always), log to standard error
///     -w 0|1        use_watchdog           1
///     -o seconds    io_timeout             10       1 to 255
///     -e name       our_host_name          made up
///     -g seconds    kill_grace_seconds     40       0 to 60
///     -l level      mlock_level            1        0 = do not lock the memory
///     -U name       uname                  sanlock  owner of the socket
///     -G name       gname                  sanlock  group of the socket
///     -L level                             4        -1 = no log file
///                   write_init_io_timeout  60       seconds
///
/// Our own file: `watchdog` = `device`, `wdmd` (default), `pipe` or `none`; `watchdog.path`; `log.file`.
final class OptionsReader {
    private boolean foreground;
    private boolean useWatchdog = true;
    private int ioTimeout = 10;
    private String hostName = "";
    private int killGrace = 40;
    private boolean lockMemory = true;
    private String user = "sanlock";
    private String group = "sanlock";
    private int formatTimeout = 60;
    private WatchdogKind watchdog = WatchdogKind.WDMD;
    private String watchdogPath = "";
    private String logFile = "/var/log/sanlock.log";

    /// Something that the daemon cannot start with.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String message) {
            super(message);
        }
    }

    /// Reads `sanlock.conf`: `key = value` lines of at most 127 characters. Unknown keys are passed over, as the
    /// original does.
    void readConfiguration(List<String> lines) {
        for (String line : lines) {
            if (line.isEmpty() || line.startsWith("#") || line.length() > 127) {
                continue;
            }
            String[] parts = line.split("=", 2);
            String value = parts.length < 2 ? "" : parts[1].strip().split("\\s", 2)[0];
            switch (parts[0].strip()) {
                case "use_watchdog" -> useWatchdog = number(value) != 0;
                case "io_timeout" -> ioTimeout = within(number(value), 1, 255, ioTimeout);
                case "our_host_name" -> hostName = value;
                case "kill_grace_seconds" -> killGrace = within(number(value), 0, 60, killGrace);
                case "mlock_level" -> lockMemory = number(value) != 0;
                case "uname" -> user = value;
                case "gname" -> group = value;
                case "write_init_io_timeout" -> formatTimeout = within(number(value), 1, 3600, formatTimeout);
                default -> {
                    // Of another version, or without a meaning here.
                }
            }
        }
    }

    /// Reads the words behind `daemon` on the command line.
    ///
    /// @throws Unusable if a word is no option or a value is missing
    void readArguments(List<String> arguments) throws Unusable {
        Queue<String> words = new ArrayDeque<>(arguments);
        for (String word = words.poll(); word != null; word = words.poll()) {
            if (word.equals("-D")) {
                foreground = true;
                continue;
            }
            String value = words.poll();
            if (value == null) {
                throw new Unusable("Option " + word + " has no value");
            }
            switch (word) {
                case "-w" -> useWatchdog = number(value) != 0;
                case "-o" -> ioTimeout = within(number(value), 1, 255, ioTimeout);
                case "-e" -> hostName = value;
                case "-g" -> killGrace = within(number(value), 0, 60, killGrace);
                case "-l" -> lockMemory = number(value) != 0;
                case "-U" -> user = value;
                case "-G" -> group = value;
                case "-L" -> logFile = number(value) < 0 ? "" : logFile;
                case "-Q", "-R", "-H", "-S", "-t", "-h", "-b", "-a" -> {
                    // Known to the original and without a meaning here.
                }
                default -> throw new Unusable("Unknown option " + word);
            }
        }
    }

    /// Reads our own file.
    ///
    /// @throws Unusable if a key is unknown or a value is none of the possible ones
    void readProperties(Map<String, String> properties) throws Unusable {
        for (Map.Entry<String, String> each : properties.entrySet()) {
            switch (each.getKey()) {
                case "watchdog" -> watchdog = kind(each.getValue());
                case "watchdog.path" -> watchdogPath = each.getValue();
                case "log.file" -> logFile = each.getValue();
                default ->
                    throw new Unusable(
                            "Unknown key \"" + each.getKey() + "\"; known are watchdog, watchdog.path and log.file");
            }
        }
    }

    DaemonOptions options() {
        return new DaemonOptions(
                foreground,
                ioTimeout,
                hostName,
                killGrace,
                lockMemory,
                user,
                group,
                formatTimeout,
                useWatchdog ? watchdog : WatchdogKind.NONE,
                watchdogPath,
                logFile);
    }

    private static WatchdogKind kind(String word) throws Unusable {
        return switch (word) {
            case "none" -> WatchdogKind.NONE;
            case "wdmd" -> WatchdogKind.WDMD;
            case "device" -> WatchdogKind.DEVICE;
            case "pipe" -> WatchdogKind.PIPE;
            default -> throw new Unusable("watchdog is device, wdmd, pipe or none, not \"" + word + "\"");
        };
    }

    /// A word that is no number reads as 0, as in the original.
    private static int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static int within(int value, int least, int most, int otherwise) {
        return value < least || value > most ? otherwise : value;
    }
}
