package io.holdfast.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SimulatedDiskTest extends DiskContract {
    private final SimulatedClock clock = new SimulatedClock(5_000_000_000L);
    private final SimulatedStorage storage = new SimulatedStorage(16 * 1024, 512);

    private SimulatedDisk path(String host, long latencyMillis) {
        return new SimulatedDisk(
                host, storage, clock, SimulatedDisk.Behaviour.steady(Duration.ofMillis(latencyMillis)));
    }

    @Override
    Disk disk() {
        return path("a", 10);
    }

    @Override
    DiskResult settle(DiskOperation operation) throws InterruptedException {
        while (!operation.result().isDone() && clock.runNext()) {}
        return operation.await();
    }

    @Test
    void aCallThatHangsTimesOutAndEndsLaterWithItsEffect() throws Exception {
        SimulatedDisk disk = path("a", 10);
        disk.hang();
        DiskOperation write = disk.write(0, pattern(512, 1), SECOND);
        assertThat(settle(write)).isEqualTo(new DiskResult.TimedOut());
        assertThat(disk.outstanding()).isEqualTo(1);
        assertThat(storage.peek(0, 512)).isEqualTo(ByteBuffer.allocate(512));
        clock.advance(Duration.ofSeconds(30));
        assertThat(write.completion()).isNotDone();
        disk.heal();
        clock.advance(SECOND);
        assertThat(write.completion().get()).isInstanceOf(DiskResult.Completed.class);
        assertThat(disk.outstanding()).isZero();
        assertThat(storage.peek(0, 512)).isEqualTo(pattern(512, 1));
    }

    @Test
    void oneHostsTroublesAreNotAnothers() throws Exception {
        SimulatedDisk sick = path("a", 10);
        SimulatedDisk well = path("b", 10);
        sick.fail(Errno.EIO);
        assertThat(settle(sick.write(0, pattern(512, 1), SECOND))).isEqualTo(new DiskResult.Failed(Errno.EIO));
        assertThat(settle(well.read(0, 512, SECOND))).isEqualTo(new DiskResult.Completed(ByteBuffer.allocate(512)));
        sick.heal();
        assertThat(settle(sick.write(0, pattern(512, 1), SECOND))).isInstanceOf(DiskResult.Completed.class);
    }

    @Test
    void whatAPowerCutCaughtOnTheWayNeverLands() {
        SimulatedDisk disk = path("a", 1000);
        DiskOperation early = disk.write(0, pattern(512, 1), SECOND);
        clock.advance(Duration.ofMillis(700));
        DiskOperation caught = disk.write(512, pattern(512, 2), SECOND);
        disk.cut();
        clock.advance(Duration.ofMinutes(5));
        assertThat(storage.peek(0, 512)).isEqualTo(pattern(512, 1));
        assertThat(storage.peek(512, 512)).isEqualTo(ByteBuffer.allocate(512));
        assertThat(early.completion()).isNotDone();
        assertThat(caught.completion()).isNotDone();
    }

    @Test
    void aWriteMayBeReportedAsFailedAndStillLand() throws Exception {
        SimulatedDisk disk = new SimulatedDisk(
                "a", storage, clock, (host, write, offset, length) -> new SimulatedDisk.Fate(1, 1, 2, Errno.EIO, true));
        assertThat(settle(disk.write(0, pattern(512, 4), SECOND))).isEqualTo(new DiskResult.Failed(Errno.EIO));
        assertThat(storage.peek(0, 512)).isEqualTo(pattern(512, 4));
    }

    @Test
    void theSameSeedGivesTheSameWritesInTheSameOrder() {
        assertThat(play(7)).isEqualTo(play(7)).isNotEqualTo(play(8));
    }

    private static List<String> play(long seed) {
        SimulatedClock time = new SimulatedClock(0);
        SimulatedStorage shared = new SimulatedStorage(16 * 1024, 512);
        List<String> writes = new ArrayList<>();
        shared.listen((at, host, offset, data) -> writes.add(at + " " + host + " " + offset + " " + data.get(0)));
        Random random = new Random(seed);
        for (String host : List.of("a", "b", "c")) {
            SimulatedDisk disk = new SimulatedDisk(host, shared, time, (name, write, offset, length) -> {
                long effect = random.nextInt(1000);
                return new SimulatedDisk.Fate(effect, effect, 1000, 0, true);
            });
            for (int i = 0; i < 10; i++) {
                var _ = disk.write(i * 512L, pattern(512, i), SECOND);
            }
        }
        time.advance(Duration.ofSeconds(10));
        assertThat(writes).hasSize(30);
        return writes;
    }

    @Test
    void aHostSeesTheTimeSinceItsOwnBoot() {
        Clock view = clock.view(2_000_000_000L);
        clock.advance(Duration.ofMillis(1500));
        assertThat(view.monotonicSeconds()).isEqualTo(4);
        assertThat(clock.monotonicSeconds()).isEqualTo(6);
        assertThat(view.wall()).isEqualTo(clock.wall());
    }
}
