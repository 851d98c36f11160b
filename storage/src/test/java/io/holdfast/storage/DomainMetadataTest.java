package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DomainMetadataTest {
    private static final UUID DOMAIN = UUID.fromString("11111111-2222-4333-8444-555555555555");
    private static final UUID POOL = UUID.fromString("99999999-8888-4777-a666-555555555555");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StorageError errorOf(Runnable action) {
        try {
            action.run();
        } catch (StorageException e) {
            return e.error();
        }
        throw new AssertionError("Nothing was refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nfs-v5-new.metadata", "nfs-v5-master.metadata", "nfs-v3-master.metadata", "fcp-v5-unicode.lines"
            })
    void whatOthersWroteIsWrittenBackByteForByte(String sample) {
        byte[] text = Golden.bytes("domain/" + sample);
        assertThat(DomainMetadata.parse(text).toBytes()).isEqualTo(text);
    }

    @Test
    void aNewDomainHasTheTextThatOthersWrite() {
        DomainSpecification specification = new DomainSpecification(
                DOMAIN, StorageType.NFS, DomainClass.DATA, 5, "data1", "server.example.com:/export/data", 512, 250);
        assertThat(specification.metadata(Geometry.COMMON).toBytes())
                .isEqualTo(Golden.bytes("domain/nfs-v5-new.metadata"));
    }

    @Test
    void theKeysOfAPoolHaveTheTextThatOthersWrite() {
        PoolMetadata pool = PoolMetadata.fresh("Default", Map.of(DOMAIN, PoolMetadata.DomainStatus.ACTIVE), 1);
        DomainMetadata master = pool.writeTo(DomainMetadata.parse(Golden.bytes("domain/nfs-v5-new.metadata")))
                .withPools(List.of(POOL))
                .with(Map.of(DomainMetadata.ROLE, "Master", DomainMetadata.LOCK_POLICY, "ON"));
        assertThat(master.toBytes()).isEqualTo(Golden.bytes("domain/nfs-v5-master.metadata"));
        assertThat(PoolMetadata.of(master)).contains(pool);
    }

    @Test
    void everyValueOfAMasterIsRead() {
        DomainMetadata metadata = DomainMetadata.parse(Golden.bytes("domain/nfs-v5-master.metadata"));
        assertThat(metadata.version()).isEqualTo(5);
        assertThat(metadata.type()).isEqualTo(StorageType.NFS);
        assertThat(metadata.domainClass()).isEqualTo(DomainClass.DATA);
        assertThat(metadata.role()).isEqualTo(DomainRole.MASTER);
        assertThat(metadata.pools()).containsExactly(POOL);
        assertThat(metadata.geometry()).isEqualTo(Geometry.COMMON);
        assertThat(metadata.remotePath()).isEqualTo("server.example.com:/export/data");
        assertThat(PoolMetadata.of(metadata))
                .contains(new PoolMetadata("Default", Map.of(DOMAIN, PoolMetadata.DomainStatus.ACTIVE), -1, -1, 1));
    }

    @Test
    void aWrongSealIsRefusedAndAMissingOneAccepted() {
        assertThat(errorOf(() -> DomainMetadata.parse(Golden.bytes("domain/nfs-v4-broken-seal.metadata"))))
                .isEqualTo(StorageError.METADATA_SEAL);
        assertThat(DomainMetadata.parse(Golden.bytes("domain/nfs-v4-no-seal.metadata"))
                        .version())
                .isEqualTo(4);
    }

    @Test
    void anyFlippedBitOfASealedTextIsNoticed() {
        byte[] text = Golden.bytes("domain/nfs-v5-master.metadata");
        DomainMetadata original = DomainMetadata.parse(text);
        int sealLine = new String(text, StandardCharsets.US_ASCII).indexOf(DomainMetadata.SEAL);
        for (int at = 0; at < sealLine; at++) {
            byte[] damaged = text.clone();
            damaged[at] ^= 0x01;
            try {
                assertThat(DomainMetadata.parse(damaged)).as("byte %d", at).isEqualTo(original);
            } catch (StorageException e) {
                assertThat(e.error()).isIn(StorageError.METADATA_SEAL, StorageError.METADATA_INVALID);
            }
        }
    }

    @Test
    void theReaderIsLenient() {
        DomainMetadata metadata = DomainMetadata.parse(
                utf8("VERSION=4\r\n  ROLE = Master\nno equals sign\u2028X=1\u0085X=2\nKEY=a=b \n\0\0\0"));
        assertThat(metadata.entries())
                .containsExactlyInAnyOrderEntriesOf(Map.of("VERSION", "4", "ROLE", " Master", "X", "2", "KEY", "a=b "));
        assertThat(DomainMetadata.parse(new byte[0]).entries()).isEmpty();
    }

    @Test
    void theSealCountsCodePointsNotUnits() {
        DomainMetadata metadata = DomainMetadata.of(Map.of("DESCRIPTION", "\uD83D\uDE00"));
        // SHA-1 of "DESCRIPTION=&#128512;"
        assertThat(metadata.seal()).isEqualTo("aa16f60f811b52b9fb0be55961358eef66aec0e9");
    }

    @Test
    void unknownKeysAreKeptAndSealed() {
        DomainMetadata metadata =
                DomainMetadata.parse(Golden.bytes("domain/nfs-v5-new.metadata")).with("Z_FUTURE", "1");
        assertThat(DomainMetadata.parse(metadata.toBytes()).value("Z_FUTURE")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\u0085b", "a\u2028b", "a\u000bb", "a\u001cb", "a\0b", "a\uD800b"})
    void whatWouldNotBeReadBackIsNotWritten(String value) {
        assertThat(errorOf(() -> DomainMetadata.of(Map.of("DESCRIPTION", value))))
                .isEqualTo(StorageError.METADATA_VALUE);
    }

    @Test
    void whateverIsWrittenIsReadBack() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            Map<String, String> entries = new HashMap<>();
            for (int key = 0; key < 5; key++) {
                entries.put("K" + random.nextInt(100), randomText(random));
            }
            DomainMetadata metadata = DomainMetadata.of(entries);
            assertThat(DomainMetadata.parse(metadata.toBytes())).isEqualTo(metadata);
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(20); length > 0; length--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
            text.appendCodePoint(point == 0 || surrogate || MetadataText.endsLine(point) ? 'x' : point);
        }
        return text.toString();
    }

    @Test
    void randomBytesNeverDoMoreThanBeRefused() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            try {
                DomainMetadata read = DomainMetadata.parse(bytes);
                assertThat(read.seal()).hasSize(40);
            } catch (StorageException e) {
                assertThat(e.error()).isIn(StorageError.METADATA_INVALID, StorageError.METADATA_SEAL);
            }
        }
    }

    @Test
    void geometryIsCommonBeforeVersion5() {
        DomainMetadata old = DomainMetadata.of(Map.of("VERSION", "4", "BLOCK_SIZE", "4096", "ALIGNMENT", "1048576"));
        assertThat(errorOf(old::geometry)).isEqualTo(StorageError.METADATA_VALUE);
        assertThat(DomainMetadata.of(Map.of("VERSION", "5")).geometry()).isEqualTo(Geometry.COMMON);
        assertThat(DomainMetadata.of(Map.of("VERSION", "5", "BLOCK_SIZE", "4096", "ALIGNMENT", "2097152"))
                        .geometry())
                .isEqualTo(new Geometry(4096, 2 * Geometry.MEBIBYTE));
        assertThatThrownBy(() -> DomainMetadata.of(Map.of("VERSION", "5", "BLOCK_SIZE", "512", "ALIGNMENT", "2097152"))
                        .geometry())
                .isInstanceOf(StorageException.class);
    }

    @Test
    void poolKeysAreReadLeniently() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("POOL_DOMAINS", "'" + DOMAIN + "':'active'," + POOL + ":Gone,,nonsense");
        entries.put("POOL_SPM_ID", "x");
        entries.put("MASTER_VERSION", " 7 ");
        PoolMetadata pool = PoolMetadata.of(DomainMetadata.of(entries)).orElseThrow();
        assertThat(pool.domains())
                .containsExactly(
                        Map.entry(DOMAIN, PoolMetadata.DomainStatus.ACTIVE),
                        Map.entry(POOL, PoolMetadata.DomainStatus.UNKNOWN));
        assertThat(pool.spmId()).isEqualTo(-1);
        assertThat(pool.masterVersion()).isEqualTo(7);
        assertThat(PoolMetadata.of(DomainMetadata.of(Map.of("VERSION", "5")))).isEmpty();
    }

    @Test
    void aBlankPoolIsNoPool() {
        DomainMetadata metadata =
                DomainMetadata.of(Map.of("POOL_UUID", "00000000-0000-0000-0000-000000000000, " + POOL));
        assertThat(metadata.pools()).containsExactly(POOL);
        assertThat(errorOf(() ->
                        DomainMetadata.of(Map.of("POOL_UUID", "1-1-1-1-1")).pools()))
                .isEqualTo(StorageError.METADATA_VALUE);
    }
}
