package io.holdfast.lease.socket;

import java.util.Map;

/// Results of commands: 0 is success, -1 to -199 a negative errno of Linux, -201 and below the daemon's own.
public final class ResultCode {
    public static final int SUCCESS = 0;
    public static final int FAILED = -1;
    public static final int ENOENT = -2;
    public static final int ESRCH = -3;
    public static final int EIO = -5;
    public static final int E2BIG = -7;
    public static final int EAGAIN = -11;
    public static final int ENOMEM = -12;
    public static final int EBUSY = -16;
    public static final int EEXIST = -17;
    public static final int ENODEV = -19;
    public static final int EINVAL = -22;
    public static final int ENOTTY = -25;
    public static final int ENOSPC = -28;
    public static final int ERANGE = -34;
    public static final int ENOSYS = -38;
    public static final int ENOCSI = -50;
    public static final int ELIBSCN = -81;
    public static final int EMSGSIZE = -90;
    public static final int EOPNOTSUPP = -95;
    public static final int ENOTCONN = -107;
    public static final int EALREADY = -114;
    public static final int EINPROGRESS = -115;
    public static final int ESTALE = -116;
    public static final int EUCLEAN = -117;
    public static final int ERROR = -201;
    public static final int IO_TIMEOUT = -202;
    public static final int WATCHDOG = -203;
    public static final int LEADER_MAGIC = -223;
    public static final int LEADER_VERSION = -224;
    public static final int LEADER_SECTOR_SIZE = -225;
    public static final int LEADER_LOCKSPACE = -226;
    public static final int LEADER_RESOURCE = -227;
    public static final int LEADER_CHECKSUM = -229;
    public static final int LOCKSPACE_SIZES = -230;
    public static final int LOCKSPACE_HOST_ID = -231;
    public static final int ACQUIRE_VERSION = -240;
    public static final int ACQUIRE_OWNER_LIVE = -243;
    public static final int ACQUIRE_OWNED = -244;
    public static final int ACQUIRE_OTHER = -245;
    public static final int ACQUIRE_SHARED_RETRY = -246;
    public static final int ACQUIRE_OWNED_RETRY = -247;
    public static final int RENEW_OWNER = -260;
    public static final int RENEW_DIFFERENT = -261;
    public static final int HOST_ID_BUSY = -262;

    private static final Map<Integer, String> MEANINGS = Map.ofEntries(
            Map.entry(FAILED, "refused, or the lease is not held"),
            Map.entry(ENOENT, "not known to the daemon (ENOENT)"),
            Map.entry(ESRCH, "no registered client has that pid (ESRCH)"),
            Map.entry(EIO, "input or output error (EIO)"),
            Map.entry(E2BIG, "too many resources in one call (E2BIG)"),
            Map.entry(EAGAIN, "not possible now, try again (EAGAIN)"),
            Map.entry(EBUSY, "busy: not registered, being killed, or another command runs (EBUSY)"),
            Map.entry(EEXIST, "already there (EEXIST)"),
            Map.entry(ENODEV, "the disk cannot be opened (ENODEV)"),
            Map.entry(EINVAL, "wrong arguments, or in conflict with a known lockspace (EINVAL)"),
            Map.entry(ENOSPC, "the lockspace is not joined, or it is failing (ENOSPC)"),
            Map.entry(ERANGE, "wrong number of disks (ERANGE)"),
            Map.entry(EMSGSIZE, "less than a whole record could be read or written (EMSGSIZE)"),
            Map.entry(EINPROGRESS, "an add or a removal is in progress (EINPROGRESS)"),
            Map.entry(ESTALE, "the client is dead (ESTALE)"),
            Map.entry(EUCLEAN, "an orphan of the lease is in the way (EUCLEAN)"),
            Map.entry(ERROR, "aborted"),
            Map.entry(IO_TIMEOUT, "the disk did not answer in time"),
            Map.entry(WATCHDOG, "the watchdog cannot be used"),
            Map.entry(LEADER_MAGIC, "there is no lease at that place"),
            Map.entry(LEADER_VERSION, "the lease has an unknown version"),
            Map.entry(LEADER_SECTOR_SIZE, "the lease has an unknown sector size"),
            Map.entry(LEADER_LOCKSPACE, "the lease belongs to another lockspace"),
            Map.entry(LEADER_RESOURCE, "the lease belongs to another resource"),
            Map.entry(LEADER_CHECKSUM, "the lease is damaged (checksum)"),
            Map.entry(LOCKSPACE_SIZES, "the lockspace has an impossible pair of sizes"),
            Map.entry(LOCKSPACE_HOST_ID, "the host id is above the lockspace's greatest"),
            Map.entry(ACQUIRE_VERSION, "the lease has another version"),
            Map.entry(ACQUIRE_OWNER_LIVE, "a host that is alive owns the lease"),
            Map.entry(ACQUIRE_OWNED, "another host took the lease first"),
            Map.entry(ACQUIRE_OTHER, "another host was given the lease"),
            Map.entry(ACQUIRE_SHARED_RETRY, "the lease is held for a moment by another host"),
            Map.entry(ACQUIRE_OWNED_RETRY, "the state of the lease's owner is not known yet"),
            Map.entry(RENEW_OWNER, "another owner wrote this host's record"),
            Map.entry(RENEW_DIFFERENT, "somebody changed this host's record"),
            Map.entry(HOST_ID_BUSY, "another host uses the host id"));

    private ResultCode() {}

    /// A phrase for people: `-243: a host that is alive owns the lease`.
    public static String describe(int code) {
        String meaning = MEANINGS.get(code);
        return meaning == null ? "result " + code : code + ": " + meaning;
    }
}
