package io.holdfast.lease;

import io.holdfast.base.LinuxCall;

/// Words for the codes that a read, a write or a check of a record can give.
final class LeaseFailures {
    private LeaseFailures() {}

    /// Makes the failure of `attempt` because of `code`.
    static LeaseFailure io(int code, String attempt) {
        return new LeaseFailure(code, attempt + ": " + describe(code));
    }

    static String describe(int code) {
        return switch (code) {
            case LeaseCode.TIMED_OUT -> "the disk did not answer in time";
            case LeaseCode.NO_SLOT -> "all slots of the disk are held by calls that have not returned";
            case LeaseCode.AGAIN ->
                "an earlier write to the same place is still in flight; try again when it has ended";
            case LeaseCode.SHORT_TRANSFER -> "the disk is too small for it";
            case LeaseCode.BLOCK_CHECKSUM -> "the block of a host has a wrong checksum";
            case LeaseCode.LEADER_MAGIC -> "there is no such lease at that place";
            case LeaseCode.LEADER_VERSION -> "the record has an unknown version";
            case LeaseCode.LEADER_SECTOR_SIZE -> "the record has an unknown sector size";
            case LeaseCode.LEADER_LOCKSPACE -> "the record belongs to another lockspace";
            case LeaseCode.LEADER_RESOURCE -> "the record belongs to another resource";
            case LeaseCode.LEADER_HOST_COUNT -> "the lease is made for fewer hosts";
            case LeaseCode.LEADER_CHECKSUM -> "the record has a wrong checksum";
            case LeaseCode.RELEASE_VERSION -> "the lease has another version by now";
            case LeaseCode.RELEASE_OWNER -> "the lease is not held as it was acquired";
            default -> code < 0 && code > LeaseCode.CANCELLED ? LinuxCall.describe(-code) : "result " + code;
        };
    }
}
