package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VolumeMetadataTest {
    private static VolumeMetadata withDescription(String description) {
        return new VolumeMetadata(
                UUID.randomUUID(),
                UUID.randomUUID(),
                VolumeMetadata.BLANK,
                1 << 30,
                VolumeMetadata.Format.RAW,
                VolumeMetadata.Allocation.PREALLOCATED,
                VolumeMetadata.Role.INTERNAL,
                "DATA",
                description,
                VolumeMetadata.Legality.ILLEGAL,
                1_700_000_000,
                999,
                0xFFFFFFFFL);
    }

    private static StorageError refusal(byte[] text) {
        try {
            VolumeMetadata.parse(text);
        } catch (StorageException e) {
            return e.error();
        }
        throw new AssertionError("Nothing was refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base-raw-prealloc-v5",
                "base-raw-sparse-v5",
                "illegal-v5",
                "ovf-store-v5",
                "unicode-description-v5",
                "snapshot-cow-v5"
            })
    void whatOthersWroteIsWrittenBackByteForByte(String sample) {
        byte[] text = Golden.bytes("volume/" + sample + ".meta");
        assertThat(VolumeMetadata.parse(text).toBytes()).isEqualTo(text);
    }

    @Test
    void olderFormsAreRead() {
        VolumeMetadata old = VolumeMetadata.parse(Golden.bytes("volume/base-raw-prealloc-v4.meta"));
        assertThat(old.capacity()).isEqualTo(3L << 30);
        assertThat(old.sequence()).isZero();
        assertThat(VolumeMetadata.parse(Golden.bytes("volume/no-gen-v3.meta")).generation())
                .isZero();
        VolumeMetadata between = VolumeMetadata.parse(Golden.bytes("volume/snapshot-cow-v4-to-v5-step1.meta"));
        assertThat(between.capacity()).isEqualTo(1L << 30);
        assertThat(between.format()).isEqualTo(VolumeMetadata.Format.COW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing-key", "bad-int", "cleared"})
    void whatMakesNoSenseIsRefused(String sample) {
        assertThat(refusal(Golden.bytes("volume/" + sample + ".meta"))).isEqualTo(StorageError.METADATA_INVALID);
    }

    @Test
    void theLongestDescriptionFitsInAscii() {
        assertThat(withDescription("d".repeat(VolumeMetadata.LONGEST_DESCRIPTION))
                        .toBytes()
                        .length)
                .isLessThanOrEqualTo(VolumeMetadata.LONGEST);
    }

    @Test
    void aTextThatDoesNotFitIsNotWritten() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> withDescription("é".repeat(VolumeMetadata.LONGEST_DESCRIPTION))
                        .toBytes())
                .satisfies(e -> assertThat(e.error()).isEqualTo(StorageError.METADATA_TOO_LARGE));
    }

    @Test
    void aDescriptionCannotEndTheText() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> withDescription("x\nEOF").toBytes());
        String text = new String(withDescription("EOF").toBytes(), StandardCharsets.UTF_8);
        assertThat(VolumeMetadata.parse(text.getBytes(StandardCharsets.UTF_8)).description())
                .isEqualTo("EOF");
    }

    @Test
    void aDescriptionIsCutBetweenCharacters() {
        String smile = "\uD83D\uDE00";
        String cut = VolumeMetadata.shortened(smile.repeat(300));
        assertThat(cut).isEqualTo(smile.repeat(VolumeMetadata.LONGEST_DESCRIPTION));
        assertThat(VolumeMetadata.shortened("short")).isEqualTo("short");
    }

    @Test
    void textAfterTheEndIsIgnored() {
        byte[] text = Golden.bytes("volume/base-raw-sparse-v5.meta");
        byte[] longer =
                (new String(text, StandardCharsets.UTF_8) + "CAP=1\nLEGALITY=FAKE\n").getBytes(StandardCharsets.UTF_8);
        assertThat(VolumeMetadata.parse(longer)).isEqualTo(VolumeMetadata.parse(text));
    }
}
