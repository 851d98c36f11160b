package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one read of all private sectors says to a host that runs ballot `ballot` for version `version`.
///
/// @param abort 0, or why the ballot cannot go on: [LeaseCode#BALLOT_NEWER_VERSION] or
///     [LeaseCode#BALLOT_HIGHER_NUMBER]
/// @param accepted the block with a value accepted in the highest ballot of this version, own block included;
///     null if there is none
/// @param shared hosts with a shared mark; complete only if the ballot goes on
record BallotView(int abort, @Nullable PaxosBlock accepted, List<Long> shared) {
    /// Looks at the sectors of hosts 1 to `hosts`. A host whose block is invalid is left out altogether.
    static BallotView of(ByteBuffer area, LeaseGeometry geometry, long hosts, long version, long ballot) {
        PaxosBlock best = null;
        List<Long> shared = new ArrayList<>();
        for (long host = 1; host <= hosts; host++) {
            int at = geometry.privateOffset(host);
            if (!PaxosBlock.isValidAt(area, at)) {
                continue;
            }
            if (ModeBlock.read(area, at).isShared()) {
                shared.add(host);
            }
            int compared = Long.compareUnsigned(area.getLong(at + 40), version);
            if (compared < 0) {
                continue;
            }
            if (compared > 0) {
                return new BallotView(LeaseCode.BALLOT_NEWER_VERSION, best, shared);
            }
            PaxosBlock block = PaxosBlock.read(area, at);
            if (Long.compareUnsigned(block.ballot(), ballot) > 0) {
                return new BallotView(LeaseCode.BALLOT_HIGHER_NUMBER, best, shared);
            }
            boolean hasValue = block.ownerId() != 0 && block.accepted() != 0;
            if (hasValue && (best == null || Long.compareUnsigned(block.accepted(), best.accepted()) > 0)) {
                best = block;
            }
        }
        return new BallotView(0, best, shared);
    }

    /// Returns the hosts that carry a shared mark.
    static List<Long> sharedHosts(ByteBuffer area, LeaseGeometry geometry, long hosts) {
        List<Long> shared = new ArrayList<>();
        for (long host = 1; host <= hosts; host++) {
            if (ModeBlock.read(area, geometry.privateOffset(host)).isShared()) {
                shared.add(host);
            }
        }
        return shared;
    }

    /// Returns the highest ballot number of all hosts, of any version.
    ///
    /// @return the number, or -1 if a block is invalid
    static long highestBallot(ByteBuffer area, LeaseGeometry geometry, long hosts) {
        long highest = 0;
        for (long host = 1; host <= hosts; host++) {
            int at = geometry.privateOffset(host);
            if (!PaxosBlock.isValidAt(area, at)) {
                return -1;
            }
            long ballot = area.getLong(at);
            if (Long.compareUnsigned(ballot, highest) > 0) {
                highest = ballot;
            }
        }
        return highest;
    }
}
