package io.holdfast.lease;

/// The numbers with which lease operations fail, as they travel over the lease socket: a negative errno, or one
/// of the protocol's own. What each means is said by the [LeaseFailure] that carries it.
public final class LeaseCode {
    /// The wait for an owner's expiry was given up.
    public static final int ABORTED = -1;

    /// `ENOENT`: all slots of the disk are held by calls that have not returned.
    public static final int NO_SLOT = -2;

    /// `EAGAIN`: shared holders are alive, or an earlier write of ours to the same place is still in flight.
    public static final int AGAIN = -11;

    /// `EINVAL`.
    public static final int INVALID = -22;

    /// `EMSGSIZE`: fewer bytes than asked, for example past the end of the disk.
    public static final int SHORT_TRANSFER = -90;

    /// The caller gave up.
    public static final int CANCELLED = -201;

    /// No answer from the disk in time; the call is still in flight.
    public static final int TIMED_OUT = -202;

    public static final int BALLOT_READ = -210;
    public static final int BALLOT_WRITE = -211;
    public static final int BALLOT_NEWER_VERSION = -212;
    public static final int BALLOT_HIGHER_NUMBER = -213;
    public static final int BLOCK_CHECKSUM = -214;
    public static final int LEADER_MAGIC = -223;
    public static final int LEADER_VERSION = -224;
    public static final int LEADER_SECTOR_SIZE = -225;
    public static final int LEADER_LOCKSPACE = -226;
    public static final int LEADER_RESOURCE = -227;
    public static final int LEADER_HOST_COUNT = -228;
    public static final int LEADER_CHECKSUM = -229;
    public static final int LOCKSPACE_SIZES = -230;
    public static final int LOCKSPACE_HOST_ID = -231;
    public static final int ACQUIRE_VERSION = -240;
    public static final int ACQUIRE_OWNER_LIVE = -243;
    public static final int ACQUIRE_OWNED = -244;
    public static final int ACQUIRE_OTHER = -245;
    public static final int ACQUIRE_OWNED_RETRY = -247;
    public static final int RELEASE_VERSION = -250;
    public static final int RELEASE_OWNER = -251;
    public static final int RENEW_OWNER = -260;
    public static final int RENEW_DIFFERENT = -261;
    public static final int HOST_ID_BUSY = -262;

    private LeaseCode() {}

    /// Returns whether a failed renewal with this code says that the own delta lease was altered, so that the
    /// lockspace fails at once instead of after 8 x io_timeout.
    public static boolean isCorruption(int code) {
        return switch (code) {
            case RENEW_OWNER,
                    RENEW_DIFFERENT,
                    LEADER_MAGIC,
                    LEADER_VERSION,
                    LEADER_SECTOR_SIZE,
                    LEADER_LOCKSPACE,
                    LEADER_CHECKSUM -> true;
            default -> false;
        };
    }
}
