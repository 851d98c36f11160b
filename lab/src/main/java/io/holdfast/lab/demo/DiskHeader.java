package io.holdfast.lab.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The record that the guest wrote last, as its disk's first sector tells.
///
/// @param token    16 hex digits, drawn by each boot
/// @param host     the hardware UUID of the host it runs on
/// @param sequence from 0, one more each 100 ms
public record DiskHeader(String token, String host, long sequence) {
    private static final Pattern RECORD =
            Pattern.compile("HFREC token=([0-9a-f]{16}) host=(\\S+) seq=(\\d+) .*", Pattern.DOTALL);
    private static final int SECTOR = 512;

    /// Reads it, or nothing if no guest has written yet.
    public static Optional<DiskHeader> read(Path disk) {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR);
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ)) {
            channel.read(sector, 0);
        } catch (IOException e) {
            return Optional.empty();
        }
        Matcher matcher = RECORD.matcher(new String(sector.array(), StandardCharsets.ISO_8859_1));
        return matcher.matches()
                ? Optional.of(new DiskHeader(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }
}
