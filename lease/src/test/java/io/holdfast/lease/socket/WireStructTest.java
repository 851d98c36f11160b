package io.holdfast.lease.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Offsets and sizes as the C headers of Debian's `libsanlock-dev` give them on x86-64.
final class WireStructTest {
    private final ByteBuffer bytes = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);

    @Test
    void aHeaderHasTheBytesThatAreSeenOnTheWire() {
        MessageHeader.request(Command.ACQUIRE, 8, 1224, 1, -1).write(bytes);
        assertThat(HexFormat.of().formatHex(bytes.array(), 0, bytes.position()))
                .isEqualTo("10202804" + "01000000" + "07000000" + "08000000" + "e8040000" + "00000000" + "01000000"
                        + "ffffffff");
        assertThat(MessageHeader.read(bytes.flip())).isEqualTo(MessageHeader.request(Command.ACQUIRE, 8, 1224, 1, -1));
    }

    @Test
    void aResourceHasItsFieldsInTheirPlaces() {
        ResourceAddress resource = new ResourceAddress("LS", "R", 7, 0, 0, 5, List.of(new DiskAddress("/p", 1 << 20)));
        resource.writeWithDisks(bytes);
        assertThat(bytes.position()).isEqualTo(128 + 1040).isEqualTo(resource.sizeWithDisks());
        assertThat(bytes.get(0)).isEqualTo((byte) 'L');
        assertThat(bytes.get(48)).isEqualTo((byte) 'R');
        assertThat(bytes.getLong(96)).isEqualTo(7);
        assertThat(bytes.getInt(120)).isEqualTo(5);
        assertThat(bytes.getInt(124)).isEqualTo(1);
        assertThat(bytes.get(128)).isEqualTo((byte) '/');
        assertThat(bytes.getLong(128 + 1024)).isEqualTo(1 << 20);
        assertThat(ResourceAddress.read(bytes.flip(), 1)).isEqualTo(resource);
    }

    @Test
    void aLockspaceHasItsFieldsInTheirPlaces() {
        LockspaceAddress lockspace = new LockspaceAddress("n".repeat(48), -1L, 2, new DiskAddress("/p", 3));
        lockspace.write(bytes);
        assertThat(bytes.position()).isEqualTo(1104);
        assertThat(bytes.getLong(48)).isEqualTo(-1);
        assertThat(bytes.getInt(56)).isEqualTo(2);
        assertThat(bytes.get(64)).isEqualTo((byte) '/');
        assertThat(LockspaceAddress.read(bytes.flip())).isEqualTo(lockspace);
    }

    @Test
    void namesAndPathsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new ResourceAddress("LS", "n".repeat(49)).write(bytes))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DiskAddress("p".repeat(1024), 0).write(bytes))
                .isInstanceOf(IllegalArgumentException.class);
        bytes.clear();
        new DiskAddress("p".repeat(1023), 0).write(bytes);
        bytes.put(0, (byte) 0xFF).flip();
        assertThatThrownBy(() -> DiskAddress.read(bytes)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void aStatusRecordCarriesItsText() {
        StateRecord record = new StateRecord(StateRecord.Kind.CLIENT, -1, 0, "listener", "ci=1 fd=5 last");
        record.write(bytes);
        assertThat(bytes.position()).isEqualTo(80 + 15).isEqualTo(record.size());
        assertThat(bytes.getInt(0)).isEqualTo(2);
        assertThat(bytes.getInt(72)).isEqualTo(15);
        assertThat(StateRecord.read(bytes.flip())).isEqualTo(record);
        assertThat(record.values())
                .containsEntry("ci", "1")
                .containsEntry("last", "")
                .hasSize(3);
        bytes.putInt(72, 5000).position(0);
        assertThatThrownBy(() -> StateRecord.read(bytes)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void resourcesAreWrittenAndReadAsText() {
        ResourceAddress plain = new ResourceAddress("LS", "R", "/a b:c\\d", 4096)
                .withVersion(9)
                .withFlags(ResourceAddress.FLAG_VERSION);
        assertThat(ResourceText.format(plain)).isEqualTo("LS:R:/a\\ b\\:c\\d:4096:9");
        ResourceAddress shared = new ResourceAddress("LS", "R", "/p", 0).withFlags(ResourceAddress.FLAG_SHARED);
        assertThat(ResourceText.format(shared)).isEqualTo("LS:R:/p:0:SH");
        assertThat(ResourceText.parse("LS:R:/p:0:SH")).isEqualTo(shared);
        assertThat(ResourceText.parse("LS:R:/a\\:b:4096:9").disks().getFirst().path())
                .isEqualTo("/a:b");
        assertThat(ResourceText.parse("LS:R:/p:1:/q:2").disks()).hasSize(2);
        assertThat(ResourceText.parseAll("LS:R:/p:0:1 LS:S:/p:1:2")).hasSize(2);
        for (String wrong : new String[] {"", "LS", "LS:R:/p", "LS:R:/p:x:1", "LS:R:/p:0:y"}) {
            assertThatThrownBy(() -> ResourceText.parse(wrong)).isInstanceOf(MalformedMessage.class);
        }
    }
}
