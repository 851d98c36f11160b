package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class XleaseIndexTest {
    private static final String LOCKSPACE = "11111111-2222-4333-8444-555555555555";
    private static final String A = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String B = "bbbbbbbb-0000-4000-8000-000000000002";
    private static final String C = "cccccccc-0000-4000-8000-000000000003";
    private static final long TIME = 1_700_000_000;

    private static ByteBuffer indexOf(String sample) {
        byte[] volume = Golden.unpacked("xleases/" + sample + ".img.gz");
        return ByteBuffer.wrap(Arrays.copyOfRange(volume, 1 << 20, (1 << 20) + XleaseIndex.SIZE));
    }

    private static byte[] bytes(XleaseIndex index) {
        byte[] all = new byte[XleaseIndex.SIZE];
        index.all().get(all);
        return all;
    }

    private static XleaseIndex fresh() {
        XleaseIndex index = XleaseIndex.empty(LOCKSPACE, TIME);
        index.markClean(TIME);
        return index;
    }

    private static void put(XleaseIndex index, int n, String lease) {
        index.put(n, lease, (3L + n) << 20);
    }

    @Test
    void anEmptyIndexIsByteForByteThatOfOthers() {
        assertThat(bytes(fresh())).isEqualTo(indexOf("x512-empty").array());
    }

    @Test
    void recordsAreByteForByteThoseOfOthers() {
        XleaseIndex index = fresh();
        put(index, 0, A);
        put(index, 1, B);
        put(index, 2, C);
        assertThat(bytes(index)).isEqualTo(indexOf("x512-3leases").array());
        index.free(1);
        assertThat(bytes(index)).isEqualTo(indexOf("x512-removed").array());
    }

    @Test
    void whatOthersWroteIsFound() {
        XleaseIndex index = XleaseIndex.read(indexOf("x512-removed"));
        assertThat(index.lockspace()).isEqualTo(LOCKSPACE);
        assertThat(index.leases()).containsExactly(Map.entry(A, 0), Map.entry(C, 2));
        assertThat(index.find(A)).hasValue(0);
        assertThat(index.find(B)).isEmpty();
        assertThat(index.isFree(1)).isTrue();
        assertThat(index.isFree(2)).isFalse();
    }

    @Test
    void anIndexWhoseRewritingWasInterruptedIsRefused() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> XleaseIndex.read(indexOf("x512-dirty-index")))
                .withMessageContaining("rebuilt");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() ->
                        XleaseIndex.read(XleaseIndex.empty(LOCKSPACE, TIME).all()));
    }

    @Test
    void aRecordThatWasLeftBeingMadeCountsForItsOwnIdOnly() {
        XleaseIndex index = XleaseIndex.read(indexOf("x512-updating-record"));
        assertThat(index.find(C)).isEmpty();
        assertThat(index.withId(C)).isEqualTo(2);
        assertThat(index.isFree(2)).isFalse();
    }

    @Test
    void aRecordThatIsNotExactlyFreeIsNotFree() {
        ByteBuffer zeroed = indexOf("x512-empty");
        zeroed.put(512 + 64 * 5, new byte[64]);
        XleaseIndex index = XleaseIndex.read(zeroed);
        assertThat(index.isFree(5)).isFalse();
        assertThat(index.isFree(6)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 8, 59, 68})
    void aDamagedHeadIsRefused(int at) {
        ByteBuffer index = indexOf("x512-empty");
        index.put(at, (byte) 'z');
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> XleaseIndex.read(index))
                .withMessageContaining("formatted");
    }

    @Test
    void anIdIsNotFoundByItsBeginning() {
        XleaseIndex index = fresh();
        put(index, 7, A + "-longer");
        assertThat(index.find(A)).isEmpty();
        put(index, 8, A);
        assertThat(index.find(A)).hasValue(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with blank", "é", "1234567890123456789012345678901234567890123456789"})
    void anIdThatDoesNotFitIsRefused(String id) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> fresh().find(id))
                .satisfies(e -> assertThat(e.error()).isEqualTo(StorageError.PARAMETER));
    }

    @Test
    void theBlockOfARecordHoldsIt() {
        assertThat(XleaseIndex.blockOf(0, 512)).isEqualTo(512);
        assertThat(XleaseIndex.blockOf(7, 512)).isEqualTo(512);
        assertThat(XleaseIndex.blockOf(8, 512)).isEqualTo(1024);
        assertThat(XleaseIndex.blockOf(55, 4096)).isEqualTo(0);
        assertThat(XleaseIndex.blockOf(56, 4096)).isEqualTo(4096);
        assertThat(XleaseIndex.blockOf(3959, 4096)).isEqualTo(XleaseIndex.SIZE - 4096);
    }
}
