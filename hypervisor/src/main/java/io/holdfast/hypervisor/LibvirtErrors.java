package io.holdfast.hypervisor;

import io.holdfast.hypervisor.HypervisorException.Kind;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.virError;

/// Tells what a libvirt error means to a caller.
final class LibvirtErrors {
    // Numbers of virErrorNumber.
    private static final int NO_CONNECT = 5;
    private static final int INVALID_CONNECTION = 6;
    private static final int XML_ERROR = 27;
    private static final int SYSTEM_ERROR = 38;
    private static final int RPC = 39;
    private static final int NO_DOMAIN = 42;
    private static final int OPERATION_INVALID = 55;
    private static final int CONFIGURATION_UNSUPPORTED = 67;
    private static final int XML_INVALID_SCHEMA = 92;

    /// libvirt's lock driver reports the daemon's refusal only as text, and on a start only inside the text of the
    /// process that failed.
    private static final Pattern LOCK = Pattern.compile("Failed to acquire lock|Lock Driver error|lock state");

    private static final Pattern OTHER_HOST = Pattern.compile("(another|other) host|is held|resource busy|-243");
    private static final Pattern RUNS = Pattern.compile("already active|already running|already exists with uuid");

    private LibvirtErrors() {}

    /// @param error the thread's last error, null if libvirt set none
    static HypervisorException translate(String attempt, @Nullable virError error) {
        if (error == null) {
            return new HypervisorException(Kind.FAILED, "Cannot " + attempt + ": libvirt gave no reason");
        }
        String message = error.message == null ? "error " + error.code : error.message.strip();
        return new HypervisorException(kind(error.code, message), "Cannot " + attempt + ": " + message);
    }

    static Kind kind(int code, String message) {
        if (LOCK.matcher(message).find()) {
            return OTHER_HOST.matcher(message).find() ? Kind.LEASE_HELD : Kind.LEASE_FAILED;
        }
        if (RUNS.matcher(message).find()) {
            return Kind.ALREADY_RUNS;
        }
        return switch (code) {
            case NO_DOMAIN -> Kind.NO_MACHINE;
            // "domain is not running"
            case OPERATION_INVALID -> message.contains("not running") ? Kind.NO_MACHINE : Kind.FAILED;
            case XML_ERROR, XML_INVALID_SCHEMA, CONFIGURATION_UNSUPPORTED -> Kind.BAD_DEFINITION;
            case NO_CONNECT, INVALID_CONNECTION -> Kind.UNREACHABLE;
            case RPC -> Kind.UNKNOWN_OUTCOME;
            case SYSTEM_ERROR -> {
                if (message.contains("Failed to terminate process")) {
                    yield Kind.PROCESS_STAYS;
                }
                // The socket broke under the call: the daemon may have got it.
                yield message.contains("Cannot recv data") || message.contains("End of file while reading")
                        ? Kind.UNKNOWN_OUTCOME
                        : Kind.FAILED;
            }
            default -> {
                if (message.contains("client socket is closed") || message.contains("Unable to connect")) {
                    yield Kind.UNREACHABLE;
                }
                yield Kind.FAILED;
            }
        };
    }
}
