package io.holdfast.lease;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The checksum of leader records and paxos blocks: CRC-32C with the register started at `0xFFFFFFFE` and no
/// final exclusive-or.
///
/// The JDK's CRC-32C starts at `0xFFFFFFFF` and inverts at the end. The register is linear in its start value, so
/// the difference of one bit at the start is, for a given length, a constant at the end.
final class LeaseChecksum {
    static final int LEADER_BYTES = 168;
    static final int BLOCK_BYTES = 48;

    private static final int LEADER_CORRECTION = 0xDAECE73E;
    private static final int BLOCK_CORRECTION = 0x1C291D04;

    private LeaseChecksum() {}

    /// Returns the checksum of the 168 bytes of a leader record at `offset`.
    static int ofLeader(ByteBuffer record, int offset) {
        return inverted(record, offset, LEADER_BYTES) ^ LEADER_CORRECTION;
    }

    /// Returns the checksum of the 48 bytes of a paxos block at `offset`.
    static int ofBlock(ByteBuffer record, int offset) {
        return inverted(record, offset, BLOCK_BYTES) ^ BLOCK_CORRECTION;
    }

    private static int inverted(ByteBuffer record, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(record.slice(offset, length));
        return ~(int) crc.getValue();
    }
}
