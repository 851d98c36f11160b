package io.holdfast.hypervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;

/// A machine whose guest is a boot sector that counts on its disk, about 18 times a second.
///
///     ds = es = ss = 0; sp = 0x7c00
///     again: sti; hlt; [0x8000]++; BIOS: write one sector from 0x8000 to sector 2; jump to again
final class TestMachine {
    private static final byte[] BOOT_SECTOR =
            HexFormat.of().parseHex("31c08ed88ec08ed0bc007c" + "fbf4ff060080b80103bb0080b90200ba8000cd13ebea");
    static final UUID HOST = UUID.fromString("4c4c4544-0042-4a10-8034-b6c04f563032");

    final UUID id = UUID.randomUUID();
    private final Path disk;

    TestMachine(Path disk) throws IOException {
        this.disk = disk;
        ByteBuffer content = ByteBuffer.allocate(1 << 20);
        content.put(BOOT_SECTOR).put(510, (byte) 0x55).put(511, (byte) 0xaa);
        Files.write(disk, content.array());
    }

    /// How often it has written.
    int count() {
        try (FileChannel file = FileChannel.open(disk)) {
            ByteBuffer word = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
            file.read(word, 512);
            return word.getShort(0) & 0xffff;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// What a manager would send.
    ///
    /// @param lease a `lease` element or nothing
    String xml(Path source, String lease) {
        return """
                <domain type="kvm">
                  <name>vm-%s</name>
                  <uuid>%s</uuid>
                  <memory unit="MiB">32</memory>
                  <vcpu>1</vcpu>
                  <os><type arch="x86_64">hvm</type></os>
                  <cpu mode="host-passthrough"><topology sockets="1" cores="1" threads="1"/></cpu>
                  <devices>
                    <disk type="file" device="disk">
                      <source file="%s"/>
                      <target dev="vda" bus="virtio"/>
                    </disk>
                    <memballoon model="none"/>
                    %s
                  </devices>
                </domain>
                """.formatted(id.toString().substring(0, 8), id, source, lease);
    }

    String prepared(Path source, String lease, String startId) {
        HostSide host = new HostSide(Accelerator.EMULATION, HOST, disk.resolveSibling(id + ".console"), startId);
        return MachineXml.prepare(xml(source, lease), id, host).xml();
    }

    String prepared(String startId) {
        return prepared(disk, "", startId);
    }
}
