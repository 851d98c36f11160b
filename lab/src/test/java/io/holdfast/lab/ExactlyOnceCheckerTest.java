package io.holdfast.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The checker of the demonstration must itself be able to fail: on made-up disks, and on one that two
/// machines wrote.
final class ExactlyOnceCheckerTest {
    private static final Path LAB = Path.of(System.getProperty("basedir", "."));
    private static final String FIRST = "00000000000000aa";
    private static final String SECOND = "00000000000000bb";
    private static final long SECOND_NANOS = 1_000_000_000L;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aChainOfBootsIsExactlyOnce() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        trace.boot(SECOND, "host-2", 1, 50, 30);
        assertThat(trace.check("--boots", "2")).isEqualTo(new Verdict(0, "EXACTLY ONCE"));
    }

    @Test
    void aRecordCutBetweenItsTwoWritesIsNoFault() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        trace.record(FIRST, "host-1", 50, 6, 0, 50, FIRST + ":49", false);
        trace.boot(SECOND, "host-2", 1, 50, 30);
        assertThat(trace.check("--boots", "2")).isEqualTo(new Verdict(0, "EXACTLY ONCE"));
    }

    @Test
    void aCopyThatWritesInBetweenIsFound() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        trace.boot(SECOND, "host-2", 1, 50, 30);
        trace.record(FIRST, "host-1", 50, 90, 0, 50, SECOND + ":49", true);
        assertThat(trace.check().status()).isEqualTo(1);
    }

    @Test
    void aLostAcknowledgedRecordIsFound() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        trace.serial.add("ACK %s 50 6000000000".formatted(FIRST));
        assertThat(trace.check().status()).isEqualTo(1);
    }

    @Test
    void anAcknowledgementThatWasCutInTheMiddleIsNoFault() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        trace.unfinished = "ACK %s 5".formatted(FIRST);
        assertThat(trace.check()).isEqualTo(new Verdict(0, "EXACTLY ONCE"));
    }

    @Test
    void aDamagedRecordIsFound() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        try (RandomAccessFile disk = new RandomAccessFile(trace.disk.toFile(), "rw")) {
            disk.seek(16384L * 512 + 512 * 7 + 40);
            disk.write('~');
        }
        assertThat(trace.check().status()).isEqualTo(1);
    }

    @Test
    void aMissingRecordIsFound() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        trace.boot(FIRST, "host-1", 0, 50, 0);
        try (RandomAccessFile disk = new RandomAccessFile(trace.disk.toFile(), "rw")) {
            disk.seek(16384L * 512 + 512 * 7);
            disk.write(new byte[512]);
        }
        assertThat(trace.check().status()).isEqualTo(1);
    }

    @Test
    void anEmptyDiskAnswersNothing() throws Exception {
        Trace trace = new Trace(folder.resolve("disk"));
        assertThat(trace.check()).isEqualTo(new Verdict(2, "UNANSWERED"));
    }

    @Test
    @Tag("lab")
    void twoMachinesOnOneDiskAreFound() throws Exception {
        Path guest = folder.resolve("guest");
        run(List.of(LAB.resolve("guest/build").toString(), guest.toString()), 120);
        Path disk = folder.resolve("disk");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(1L << 28);
        }
        List<Process> machines = new ArrayList<>();
        List<Path> serials = new ArrayList<>();
        try {
            for (String host : List.of("host-1", "host-2")) {
                Path serial = folder.resolve(host + ".serial");
                serials.add(serial);
                machines.add(new ProcessBuilder(qemu(guest, disk, serial, host))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(host + ".log").toFile())
                        .start());
            }
            long end = System.nanoTime() + 90 * SECOND_NANOS;
            while (!serials.stream().allMatch(ExactlyOnceCheckerTest::acknowledgedTwenty)) {
                assertThat(System.nanoTime())
                        .as("both guests write within 90 s")
                        .isLessThan(end);
                Thread.sleep(200);
            }
        } finally {
            for (Process machine : machines) {
                machine.destroyForcibly().waitFor();
            }
        }
        assertThat(check(disk, serials, "--boots", "2").status()).isEqualTo(1);
    }

    private static List<String> qemu(Path guest, Path disk, Path serial, String host) {
        return List.of(
                "qemu-system-x86_64",
                "-M",
                "q35",
                "-accel",
                "tcg",
                "-cpu",
                "max",
                "-m",
                "128",
                "-display",
                "none",
                "-nodefaults",
                "-serial",
                "file:" + serial,
                "-smbios",
                "type=1,serial=" + host,
                "-kernel",
                guest.resolve("vmlinuz").toString(),
                "-initrd",
                guest.resolve("initramfs").toString(),
                "-append",
                "console=ttyS0 quiet panic=1",
                "-drive",
                // Without QEMU's own lock, which shared storage of several machines does not give either.
                "file=" + disk + ",format=raw,if=virtio,cache=none,file.locking=off");
    }

    private static boolean acknowledgedTwenty(Path serial) {
        try {
            return Files.exists(serial)
                    && Files.readString(serial, StandardCharsets.ISO_8859_1).contains(" 20 ");
        } catch (IOException e) {
            return false;
        }
    }

    private record Verdict(int status, String words) {}

    private static Verdict check(Path disk, List<Path> serials, String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("python3", LAB.resolve("checker/check-exactly-once").toString(), disk.toString()));
        serials.forEach(each -> command.addAll(List.of("--serial", each.toString())));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = output.lines().toList();
        return new Verdict(process.waitFor(), lines.isEmpty() ? "" : lines.getLast());
    }

    private static void run(List<String> command, int seconds) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /// A disk as the guest would have left it.
    private static final class Trace {
        private final Path disk;
        private final List<String> serial = new ArrayList<>();
        private String unfinished = "";
        private String last = "none:0";

        Trace(Path disk) throws IOException {
            this.disk = disk;
            try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
                file.setLength(16384L * 512 * 4);
            }
        }

        void boot(String token, String host, int region, int records, long atSecond) throws IOException {
            for (int sequence = 0; sequence < records; sequence++) {
                record(token, host, sequence, atSecond * 10 + sequence, region, sequence, last, true);
                last = token + ":" + sequence;
            }
        }

        void record(
                String token, String host, int sequence, long tenths, int region, int slot, String seen, boolean header)
                throws IOException {
            long time = tenths * SECOND_NANOS / 10;
            String text = "HFREC token=%s host=%s seq=%d time=%d region=%d slot=%d seen=%s"
                    .formatted(token, host, sequence, time, region, slot, seen);
            CRC32 crc = new CRC32();
            crc.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] sector = new byte[512];
            byte[] line = "%s crc=%08x\n".formatted(text, crc.getValue()).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(line, 0, sector, 0, line.length);
            try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
                file.seek((1L + region) * 16384 * 512 + slot * 512L);
                file.write(sector);
                if (header) {
                    file.seek(0);
                    file.write(sector);
                    serial.add("ACK %s %d %d".formatted(token, sequence, time));
                }
            }
        }

        Verdict check(String... more) throws Exception {
            if (serial.isEmpty()) {
                return ExactlyOnceCheckerTest.check(disk, List.of(), more);
            }
            Path log = disk.resolveSibling("serial");
            Files.writeString(log, String.join("\n", serial) + "\n" + unfinished);
            return ExactlyOnceCheckerTest.check(disk, List.of(log), more);
        }
    }
}
