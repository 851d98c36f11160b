package io.holdfast.lease;

/// Words for the codes with which an acquisition can end.
final class AcquireFailures {
    private AcquireFailures() {}

    static String describe(int code, LeaderRecord leader) {
        return switch (code) {
            case LeaseCode.ABORTED -> "the attempt was given up";
            case LeaseCode.AGAIN -> "other hosts hold it shared";
            case LeaseCode.BALLOT_READ -> "the hosts' blocks could not be read";
            case LeaseCode.BALLOT_WRITE -> "the own block could not be written";
            case LeaseCode.ACQUIRE_VERSION -> "it has version " + leader.leaseVersion();
            case LeaseCode.ACQUIRE_OWNER_LIVE -> "host %d holds it and is alive".formatted(leader.ownerId());
            case LeaseCode.ACQUIRE_OWNED -> "another host was faster";
            case LeaseCode.ACQUIRE_OTHER -> "it was decided for another host, which had begun before";
            case LeaseCode.ACQUIRE_OWNED_RETRY ->
                "host %d holds it, no longer renews, and has not expired yet".formatted(leader.ownerId());
            default -> LeaseFailures.describe(code);
        };
    }
}
