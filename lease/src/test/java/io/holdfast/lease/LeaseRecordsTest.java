package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Expected numbers are those of bytes that sanlock 3.8.5 wrote.
final class LeaseRecordsTest {
    private static final LeaseName LS1 = LeaseName.of("LS1");
    private static final LeaseName RES1 = LeaseName.of("RES1");

    private static LeaderRecord freeDelta(LeaseGeometry geometry) {
        ByteBuffer image = new LockspaceArea(LS1, geometry, 0).format(10);
        return LeaderRecord.read(image, geometry.deltaOffset(geometry.maxHosts()));
    }

    private static LeaderRecord freeLeader(LeaseGeometry geometry, long hosts) {
        return LeaderRecord.read(new ResourceArea(LS1, RES1, geometry, 0).format(hosts), 0);
    }

    @Test
    void zerosHaveTheKnownChecksums() {
        ByteBuffer zeros = ByteBuffer.allocate(200);
        assertThat(LeaseChecksum.ofBlock(zeros, 0)).isEqualTo(0xCB5AD842);
        assertThat(LeaseChecksum.ofLeader(zeros, 0)).isEqualTo(0x7E11FBD1);
    }

    @ParameterizedTest
    @CsvSource({
        "SECTOR_512_AREA_1M, 4DBA1E1E",
        "SECTOR_4K_AREA_1M, 2D93EEC1",
        "SECTOR_4K_AREA_2M, F2221493",
        "SECTOR_4K_AREA_4M, 48AD96C6",
        "SECTOR_4K_AREA_8M, 385EE49D"
    })
    void aFreshDeltaLeaseHasTheKnownChecksum(LeaseGeometry geometry, String checksum) {
        LeaderRecord record = freeDelta(geometry);
        assertThat(record.checksum()).isEqualTo(HexFormat.fromHexDigits(checksum));
        assertThat(record.checkDelta(LS1)).isZero();
        assertThat(record.ioTimeout()).isEqualTo(10);
        assertThat(LeaseGeometry.of(record)).contains(geometry);
    }

    @ParameterizedTest
    @CsvSource({
        "SECTOR_512_AREA_1M, 16, FF013D5B",
        "SECTOR_4K_AREA_1M, 0, A7119155",
        "SECTOR_4K_AREA_2M, 0, E4B7FFB2",
        "SECTOR_4K_AREA_4M, 0, 63FB227C",
        "SECTOR_4K_AREA_8M, 5000, 688EEF11"
    })
    void aFreshLeaderHasTheKnownChecksum(LeaseGeometry geometry, long hosts, String checksum) {
        assertThat(freeLeader(geometry, hosts).checksum()).isEqualTo(HexFormat.fromHexDigits(checksum));
    }

    @Test
    void heldAndReleasedRecordsHaveTheKnownChecksums() {
        LeaderRecord delta = freeDelta(LeaseGeometry.SECTOR_512_AREA_1M);
        assertThat(delta.edit()
                        .owner(1, 1)
                        .resourceName(LeaseName.ofHost("host1"))
                        .timestamp(1273)
                        .seal()
                        .checksum())
                .isEqualTo(0xA809281E);
        assertThat(delta.edit()
                        .owner(2, 1)
                        .resourceName(LeaseName.ofHost("host2"))
                        .timestamp(1272)
                        .seal()
                        .checksum())
                .isEqualTo(0x9A90B9BC);
        LeaderRecord leader = freeLeader(LeaseGeometry.SECTOR_512_AREA_1M, 0);
        assertThat(leader.edit()
                        .owner(2, 1)
                        .leaseVersion(2)
                        .timestamp(1293)
                        .seal()
                        .checksum())
                .isEqualTo(0xB80F66A3);
        assertThat(leader.edit().owner(1, 1).leaseVersion(1).seal().checksum()).isEqualTo(0xB0AF4662);
    }

    @Test
    void aClearedLeaseHasTheKnownChecksumAndIsNone() {
        ByteBuffer image = new ResourceArea(LeaseName.of("L"), LeaseName.of("R"), LeaseGeometry.SECTOR_512_AREA_1M, 0)
                .formatCleared(0, 77);
        LeaderRecord cleared = LeaderRecord.read(image, 0);
        assertThat(cleared.checksum()).isEqualTo(0x6941E38C);
        assertThat(cleared.writeTimestamp()).isEqualTo(77);
        assertThat(cleared.checkPaxos(LeaseName.of("L"), LeaseName.of("R"), 1)).isEqualTo(LeaseCode.LEADER_MAGIC);
    }

    @Test
    void blocksHaveTheKnownChecksums() {
        assertThat(PaxosBlock.accept(1, 1, 1, 1292, 1).checksum()).isEqualTo(0x77DE4337);
        assertThat(PaxosBlock.accept(2002, 2, 1, 1293, 2).checksum()).isEqualTo(0xDD36E53F);
        PaxosBlock released = PaxosBlock.accept(1, 1, 1, 1292, 1).released();
        assertThat(released.checksum()).isEqualTo(0x77DE4337);
        assertThat(released.isReleased()).isTrue();
    }

    @Test
    void aBlockIsValidIfNeverWrittenOrIntact() {
        ByteBuffer sector = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(PaxosBlock.isValidAt(sector, 0)).isTrue();
        sector.putInt(48, 0xCB5AD842).putInt(52, 1);
        assertThat(PaxosBlock.isValidAt(sector, 0)).isTrue();
        PaxosBlock.accept(1, 1, 1, 1292, 1).write(sector, 0);
        assertThat(PaxosBlock.isValidAt(sector, 0)).isTrue();
        sector.put(40, (byte) 9);
        assertThat(PaxosBlock.isValidAt(sector, 0)).isFalse();
    }

    @Test
    void theFirstBytesOfALockspaceAreTheKnownOnes() {
        byte[] start = new byte[32];
        freeDelta(LeaseGeometry.SECTOR_512_AREA_1M).sector(512).get(start);
        assertThat(HexFormat.of().formatHex(start))
                .isEqualTo("102021120400030010000000000200000000000000000000" + "0100000000000000");
    }

    @Test
    void eachFaultOfARecordIsFoundInOrder() {
        LeaderRecord good = freeDelta(LeaseGeometry.SECTOR_512_AREA_1M);
        assertThat(good.checkDelta(LeaseName.of("LS2"))).isEqualTo(LeaseCode.LEADER_LOCKSPACE);
        assertThat(changed(good, 160).checkDelta(LS1)).isEqualTo(LeaseCode.LEADER_CHECKSUM);
        assertThat(changed(good, 160).checkDelta(LeaseName.of("LS2"))).isEqualTo(LeaseCode.LEADER_LOCKSPACE);
        assertThat(changed(good, 6).checkDelta(LS1)).isEqualTo(LeaseCode.LEADER_VERSION);
        assertThat(changed(good, 0).checkDelta(LS1)).isEqualTo(LeaseCode.LEADER_MAGIC);
        assertThat(changed(good, 4).version()).isNotEqualTo(good.version());
        LeaderRecord leader = freeLeader(LeaseGeometry.SECTOR_512_AREA_1M, 3);
        assertThat(leader.checkPaxos(LS1, LeaseName.of("RES2"), 1)).isEqualTo(LeaseCode.LEADER_RESOURCE);
        assertThat(leader.checkPaxos(LS1, RES1, 4)).isEqualTo(LeaseCode.LEADER_HOST_COUNT);
        assertThat(leader.checkPaxos(LS1, RES1, 3)).isZero();
    }

    private static LeaderRecord changed(LeaderRecord record, int at) {
        ByteBuffer sector = record.sector(512);
        sector.put(at, (byte) (sector.get(at) + 1));
        return LeaderRecord.read(sector, 0);
    }

    @Test
    void fieldsBehindTheChecksummedBytesAreNotCovered() {
        LeaderRecord good = freeDelta(LeaseGeometry.SECTOR_512_AREA_1M);
        assertThat(changed(good, 174).checkDelta(LS1)).isZero();
        assertThat(changed(good, 176)).isNotEqualTo(good);
    }

    @Test
    void anOldRecordWithoutFlagsKeepsItsFlagsAndVersion() {
        LeaderRecord old = freeLeader(LeaseGeometry.SECTOR_512_AREA_1M, 0);
        ByteBuffer sector = old.sector(512);
        sector.putInt(4, 0x00060002).putInt(8, 0);
        LeaderRecord resealed = LeaderRecord.read(sector, 0).edit().seal();
        assertThat(LeaseGeometry.of(resealed)).contains(LeaseGeometry.SECTOR_512_AREA_1M);
        LeaderRecord held = resealed.edit().owner(1, 1).timestamp(5).seal();
        assertThat(held.version()).isEqualTo(0x00060002);
        assertThat(held.flags()).isZero();
        assertThat(held.checkPaxos(LS1, RES1, 1)).isZero();
    }

    @Test
    void namesHaveOneTo48Bytes() {
        assertThat(LeaseName.of("x".repeat(48)).toString()).hasSize(48);
        assertThatThrownBy(() -> LeaseName.of("x".repeat(49))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeaseName.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeaseName.of("a\0b")).isInstanceOf(IllegalArgumentException.class);
        assertThat(LeaseName.ofHost("x".repeat(48)).toString()).hasSize(47);
    }

    @Test
    void whatFollowsTheEndOfANameDoesNotCount() {
        ByteBuffer field = ByteBuffer.allocate(48);
        field.put(0, "hB\0ery-long-host-name".getBytes(StandardCharsets.UTF_8));
        assertThat(LeaseName.read(field, 0)).isEqualTo(LeaseName.of("hB"));
        assertThat(LeaseName.of("hB").isAt(field, 0)).isTrue();
        assertThat(LeaseName.of("hBe").isAt(field, 0)).isFalse();
    }

    @Test
    void eachHostHasItsBitInANoticeToIt() {
        ByteBuffer sector = ByteBuffer.allocate(1024);
        sector.put(512 + 256, (byte) 0x05).put(512 + 511, (byte) 0x80);
        List<Integer> told = IntStream.rangeClosed(1, 2048)
                .filter(host -> HostBitmap.isSet(sector, 512, host))
                .boxed()
                .toList();
        assertThat(told).containsExactly(1, 3, 2048);
    }
}
