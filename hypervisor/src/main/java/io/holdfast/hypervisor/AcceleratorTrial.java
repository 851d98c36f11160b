package io.holdfast.hypervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chooses the accelerator by trying both: whether `/dev/kvm` exists, or even opens, does not tell whether a
/// guest gets
/// anywhere with it (inside some virtual machines it does not, or does so thirty times slower than emulation).
///
/// The guest of the trial is a boot sector that goes all the way to 64-bit mode with paging, as a kernel does, and
/// reports by `isa-debug-exit`. KVM is chosen if it gets there in less than twice the time of emulation.
///
///     cli; ds = es = ss = 0; sp = 0x7c00
///     0x1000..0x3fff = 0                            tables: PML4, PDPT, PD
///     [0x1000] = 0x2003; [0x2000] = 0x3003; [0x3000] = 0x0083     one page of 2 MiB, itself
///     cr3 = 0x1000; cr4 |= PAE; EFER |= LME; lgdt; cr0 |= PG | PE; far jump
///     out 0xf4, 0x2a                                QEMU exits with 0x2a × 2 + 1
public final class AcceleratorTrial {
    private static final Logger LOG = LoggerFactory.getLogger(AcceleratorTrial.class);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int REPORTED = 0x2a * 2 + 1;
    private static final int DISK_SIZE = 1 << 20;

    private static final byte[] BOOT_SECTOR = HexFormat.of()
            .parseHex("fa31c08ed88ec08ed0bc007cfcbf00106631c0b9000c66f3ab66c70600100320000066c706002003"
                    + "30000066c70600308300000066b8001000000f22d80f20e06683c8200f22e066b9800000c00f3266"
                    + "0d000100000f30660f0116907c0f20c0660d010000800f22c066ea717c00000800b82a00000066ba"
                    + "f400eff4ebfd6690000000000000000000000000009a20000f00807c");

    private AcceleratorTrial() {}

    /// Runs the trial: a fraction of a second where KVM works, some seconds where it does not.
    ///
    /// @param emulator path of `qemu-system-x86_64`
    /// @throws HypervisorException with [HypervisorException.Kind#FAILED] if not even emulation gets there
    public static Accelerator run(Path emulator) {
        try {
            Path disk = Files.createTempFile("holdfast-trial", ".raw");
            try {
                byte[] content = new byte[DISK_SIZE];
                System.arraycopy(BOOT_SECTOR, 0, content, 0, BOOT_SECTOR.length);
                content[510] = 0x55;
                content[511] = (byte) 0xaa;
                Files.write(disk, content);
                return choose(emulator, disk);
            } finally {
                Files.deleteIfExists(disk);
            }
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Kind.FAILED, "Cannot try the accelerators with " + emulator, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(
                    HypervisorException.Kind.FAILED, "Interrupted while trying the accelerators", e);
        }
    }

    private static Accelerator choose(Path emulator, Path disk) throws IOException, InterruptedException {
        Duration emulated = attempt(emulator, disk, "tcg");
        if (emulated.compareTo(LIMIT) >= 0) {
            throw new HypervisorException(
                    HypervisorException.Kind.FAILED, emulator + " cannot run a guest even by emulation");
        }
        Duration limit = emulated.multipliedBy(2);
        Duration accelerated = Files.exists(Path.of("/dev/kvm")) ? attempt(emulator, disk, "kvm") : LIMIT;
        Accelerator chosen = accelerated.compareTo(limit) < 0 ? Accelerator.KVM : Accelerator.EMULATION;
        LOG.info(
                "Guests run by {}: the trial took {} ms emulated, {} with KVM",
                chosen,
                emulated.toMillis(),
                accelerated.compareTo(LIMIT) < 0 ? accelerated.toMillis() + " ms" : "for ever");
        return chosen;
    }

    /// How long a guest took to report, [#LIMIT] if it did not.
    private static Duration attempt(Path emulator, Path disk, String accelerator)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        Process process = new ProcessBuilder(List.of(
                        emulator.toString(),
                        "-accel",
                        accelerator,
                        "-machine",
                        "q35",
                        "-m",
                        "64",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-no-reboot",
                        "-device",
                        "isa-debug-exit,iobase=0xf4,iosize=4",
                        "-drive",
                        "format=raw,if=virtio,snapshot=on,file=" + disk))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            return ended && process.exitValue() == REPORTED ? took : LIMIT;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
