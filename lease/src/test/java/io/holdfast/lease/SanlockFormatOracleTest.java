package io.holdfast.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.base.Clock;
import io.holdfast.base.DirectDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What we format and what sanlock formats are the same bytes.
final class SanlockFormatOracleTest {
    private static final LeaseName SPACE = LeaseName.of("a-lockspace-whose-name-has-exactly-48-characters");
    private static final LeaseName RESOURCE = LeaseName.of("RES1");

    @TempDir
    private Path directory;

    @BeforeEach
    void sanlockIsThere() {
        SanlockOracle.require();
    }

    private Path file(String name, LeaseGeometry geometry) throws IOException {
        Path file = directory.resolve(name);
        try (RandomAccessFile sized = new RandomAccessFile(file.toFile(), "rw")) {
            sized.setLength(3L * geometry.areaSize());
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource(LeaseGeometry.class)
    void areasAreFormattedByteForByte(LeaseGeometry geometry) throws Exception {
        Path theirs = file("theirs", geometry);
        Path ours = file("ours", geometry);
        String sector = geometry.sectorSize() == 512 ? "512" : "4096";
        String align = (geometry.areaSize() >> 20) + "M";
        for (String[] each : new String[][] {
            {"-s", SPACE + ":0:" + theirs + ":0"},
            {"-r", SPACE + ":" + RESOURCE + ":" + theirs + ":" + geometry.areaSize()},
        }) {
            assertThat(SanlockOracle.direct("init", each[0], each[1], "-o", "7", "-Z", sector, "-A", align))
                    .extracting(SanlockOracle.Answer::code)
                    .isEqualTo(0);
        }
        try (DirectDisk disk = DirectDisk.open(
                ours, DirectDisk.Options.readWrite().aligned(geometry.sectorSize()), Duration.ofSeconds(10))) {
            LeaseRunner runner = new LeaseRunner(Clock.system(), new LeaseDisk("ours", disk), new UnsettledWrites());
            LockspaceArea lockspace = new LockspaceArea(SPACE, geometry, 0);
            runner.run(new LockspaceInit(lockspace, 7, LockspaceInit.PATIENCE));
            ResourceArea resource = new ResourceArea(SPACE, RESOURCE, geometry, geometry.areaSize());
            runner.run(ResourceInit.free(resource, 0, LockspaceInit.PATIENCE));
            assertThat(runner.run(new LockspaceDiscovery(0, Duration.ofSeconds(10))))
                    .isEqualTo(lockspace);
            ResourceRead.Holders read =
                    runner.run(new ResourceRead(SPACE, RESOURCE, geometry.areaSize(), Duration.ofSeconds(10)));
            assertThat(read.area()).isEqualTo(resource);
            assertThat(read.holders()).isEmpty();
        }
        assertThat(Files.mismatch(theirs, ours)).isEqualTo(-1);
        SanlockOracle.Answer leader =
                SanlockOracle.direct("read_leader", "-s", SPACE + ":" + geometry.maxHosts() + ":" + ours + ":0");
        assertThat(leader.output()).contains("read_leader done 0").contains("io_timeout 7");
        SanlockOracle.Answer dump = SanlockOracle.direct("dump", ours.toString());
        assertThat(dump.code()).isZero();
        assertThat(dump.output()).contains(SPACE.toString()).contains("RES1");
    }
}
