package io.holdfast.lab.demo;

import io.holdfast.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The guest's kernel and first file system, built once into Holdfast's `target` folder.
///
/// @param kernel    Debian's kernel, unpacked
/// @param initramfs a shell, a few drivers and the writer
public record GuestFiles(Path kernel, Path initramfs) {
    private static final int BUILD_MINUTES = 10;

    /// Builds them if they are not there or older than their sources.
    ///
    /// @param home Holdfast's own folder
    /// @throws LabException with the builder's last words
    public static GuestFiles build(Path home) {
        Path folder = home.resolve("target/guest");
        Path log = home.resolve("target/guest.log");
        try {
            Files.createDirectories(folder);
            Process process = new ProcessBuilder(
                            List.of(home.resolve("lab/guest/build").toString(), folder.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new LabException("Building the guest took longer than " + BUILD_MINUTES + " minutes; see " + log);
            }
            if (process.exitValue() != 0) {
                List<String> words =
                        Files.readString(log, StandardCharsets.UTF_8).lines().toList();
                throw new LabException(
                        "The guest could not be built: " + (words.isEmpty() ? "see " + log : words.getLast()));
            }
        } catch (IOException e) {
            throw new LabException("Cannot build the guest: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted", e);
        }
        return new GuestFiles(folder.resolve("vmlinuz"), folder.resolve("initramfs"));
    }
}
