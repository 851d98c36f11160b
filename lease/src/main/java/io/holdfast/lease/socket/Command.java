package io.holdfast.lease.socket;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The commands of the lease socket with their numbers on the wire.
public enum Command {
    REGISTER(1),
    ADD_LOCKSPACE(2),
    REM_LOCKSPACE(3),
    SHUTDOWN(4),
    STATUS(5),
    LOG_DUMP(6),
    ACQUIRE(7),
    RELEASE(8),
    INQUIRE(9),
    RESTRICT(10),
    REQUEST(11),
    ALIGN(12),
    EXAMINE_LOCKSPACE(13),
    EXAMINE_RESOURCE(14),
    HOST_STATUS(15),
    INQ_LOCKSPACE(16),
    KILLPATH(17),
    WRITE_LOCKSPACE(18),
    WRITE_RESOURCE(19),
    READ_LOCKSPACE(20),
    READ_RESOURCE(21),
    GET_LOCKSPACES(22),
    GET_HOSTS(23),
    READ_RESOURCE_OWNERS(24),
    SET_LVB(25),
    GET_LVB(26),
    CONVERT(27),
    VERSION(28),
    SHUTDOWN_WAIT(29),
    REG_EVENT(30),
    END_EVENT(31),
    SET_EVENT(32),
    SET_CONFIG(33),
    RENEWAL(34),
    FORMAT_RINDEX(35),
    UPDATE_RINDEX(36),
    LOOKUP_RINDEX(37),
    CREATE_RESOURCE(38),
    DELETE_RESOURCE(39),
    REBUILD_RINDEX(40);

    /// Flag of ADD_LOCKSPACE and REM_LOCKSPACE: answer at once, do the work afterwards.
    public static final int FLAG_ASYNCHRONOUS = 0x1;
    /// Flag of REM_LOCKSPACE: refuse with EBUSY while a lease names the lockspace.
    public static final int FLAG_UNUSED_ONLY = 0x2;
    /// Flag of INQ_LOCKSPACE: answer when an add or a removal in progress has ended.
    public static final int FLAG_WAIT = 0x1;
    /// Flag of ACQUIRE: read the lease's value block.
    public static final int FLAG_ACQUIRE_VALUE_BLOCK = 0x1;
    /// Flag of ACQUIRE: adopt a lease that its persistent holder left.
    public static final int FLAG_ACQUIRE_ORPHAN = 0x2;
    /// Flag of ACQUIRE: fail with -247 instead of waiting for an owner of unknown state.
    public static final int FLAG_ACQUIRE_NO_WAIT = 0x8;
    /// Flag of RELEASE: everything the target holds.
    public static final int FLAG_RELEASE_ALL = 0x1;
    /// Flag of RELEASE: give the lease the name of the second resource while it is freed.
    public static final int FLAG_RELEASE_RENAME = 0x2;
    /// Flag of RELEASE: free orphans.
    public static final int FLAG_RELEASE_ORPHAN = 0x4;
    /// Flag of KILLPATH: append the pid to the arguments.
    public static final int FLAG_KILLPATH_PID = 0x1;
    /// Flag of WRITE_RESOURCE: write the mark of a cleared lease.
    public static final int FLAG_WRITE_CLEAR = 0x1;
    /// Mask bits of RESTRICT.
    public static final int RESTRICT_ALL = 0x1;

    public static final int RESTRICT_SIGKILL = 0x2;
    public static final int RESTRICT_SIGTERM = 0x4;

    private static final @Nullable Command[] BY_NUMBER = new @Nullable Command[64];

    static {
        for (Command each : values()) {
            BY_NUMBER[each.number] = each;
        }
    }

    private final int number;

    Command(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /// The name in lower case, as the daemon shows it while the command runs.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The command of that number, or null if there is none.
    public static @Nullable Command of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
