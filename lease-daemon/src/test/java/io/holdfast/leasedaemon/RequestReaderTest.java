package io.holdfast.leasedaemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.lease.socket.Command;
import io.holdfast.lease.socket.LockspaceAddress;
import io.holdfast.lease.socket.MessageHeader;
import io.holdfast.lease.socket.ResourceAddress;
import io.holdfast.lease.socket.ResultCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RequestReaderTest {
    private final RequestReader reader = new RequestReader();

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer message(Command command, int flags, int length, int data, ByteBuffer payload) {
        ByteBuffer bytes = buffer(MessageHeader.SIZE + payload.limit());
        new MessageHeader(MessageHeader.MAGIC, 1, command.number(), flags, length, 0, data, -1).write(bytes);
        return bytes.put(payload.duplicate().position(0)).flip();
    }

    private static ByteBuffer acquire(int... disks) {
        ByteBuffer payload = buffer(disks.length * (ResourceAddress.SIZE + 4 * 1040) + 56);
        for (int count : disks) {
            ResourceAddress one = new ResourceAddress("LS", "R", "/p", 0);
            one.write(payload, count);
            for (int at = 0; at < count; at++) {
                one.disks().getFirst().write(payload);
            }
        }
        payload.position(payload.position() + 56).flip();
        return message(Command.ACQUIRE, 0, MessageHeader.SIZE + payload.limit(), disks.length, payload);
    }

    @Test
    void aRequestIsUnderstoodByteByByte() throws RequestReader.Garbage {
        ByteBuffer whole = acquire(1, 4);
        for (int end = 0; end < whole.limit(); end++) {
            ByteBuffer part = whole.slice(0, end).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(reader.next(part)).isNull();
            assertThat(part.position()).isZero();
        }
        Request request = reader.next(whole);
        assertThat(request).isNotNull();
        assertThat(request.command()).isEqualTo(Command.ACQUIRE);
        assertThat(request.payload().remaining()).isEqualTo(2 * 128 + 5 * 1040 + 56);
        assertThat(whole.hasRemaining()).isFalse();
    }

    @Test
    void theLengthInTheHeaderDoesNotCount() throws RequestReader.Garbage {
        ByteBuffer payload = buffer(LockspaceAddress.SIZE);
        for (int length : new int[] {0, 32, 33, Integer.MAX_VALUE, -1}) {
            ByteBuffer bytes = message(Command.HOST_STATUS, 0, length, 0, payload);
            Request request = reader.next(bytes);
            assertThat(request).isNotNull();
            assertThat(request.payload().remaining()).isEqualTo(LockspaceAddress.SIZE);
        }
    }

    @Test
    void requestsFollowOneAnother() throws RequestReader.Garbage {
        ByteBuffer register = message(Command.REGISTER, 0, 32, 0, buffer(0));
        ByteBuffer two = buffer(2 * 32).put(register.duplicate()).put(register).flip();
        assertThat(reader.next(two)).isNotNull();
        assertThat(reader.next(two)).isNotNull();
        assertThat(reader.next(two)).isNull();
    }

    @Test
    void whatCannotBeServedIsThrownAwayAsFarAsItIsAnnounced() throws RequestReader.Garbage {
        ByteBuffer tooMany = message(Command.ACQUIRE, 0, 32 + 100_000, 9, buffer(0));
        Request request = reader.next(tooMany);
        assertThat(request).isNotNull();
        assertThat(request.rejection()).isEqualTo(ResultCode.E2BIG);
        assertThat(reader.next(buffer(60_000))).isNull();
        ByteBuffer rest = buffer(40_000 + 32);
        rest.position(40_000).put(message(Command.INQUIRE, 0, 32, 0, buffer(0))).position(0);
        Request next = reader.next(rest);
        assertThat(next).isNotNull();
        assertThat(next.command()).isEqualTo(Command.INQUIRE);
    }

    @Test
    void aWrongNumberOfDisksIsRefusedWithoutReadingThem() throws RequestReader.Garbage {
        for (int disks : new int[] {0, 5, -1, Integer.MAX_VALUE}) {
            ByteBuffer payload = buffer(ResourceAddress.SIZE);
            new ResourceAddress("LS", "R", "/p", 0).write(payload, disks);
            Request request = reader.next(message(Command.ACQUIRE, 0, 32 + 128, 1, payload));
            assertThat(request).isNotNull();
            assertThat(request.rejection()).isEqualTo(ResultCode.ERANGE);
        }
    }

    @Test
    void aNegativeCountIsALargeOne() throws RequestReader.Garbage {
        Request request = reader.next(message(Command.RELEASE, 0, 32, -1, buffer(0)));
        assertThat(request).isNotNull();
        assertThat(request.rejection()).isEqualTo(ResultCode.E2BIG);
    }

    @Test
    void anotherProtocolIsGarbage() {
        assertThatThrownBy(() -> reader.next(buffer(32))).isInstanceOf(RequestReader.Garbage.class);
        ByteBuffer unknown = buffer(32);
        new MessageHeader(MessageHeader.MAGIC, 1, 4711, 0, 32, 0, 0, 0).write(unknown);
        assertThatThrownBy(() -> reader.next(unknown.flip())).hasMessageContaining("unknown command 4711");
        ByteBuffer later = buffer(32);
        new MessageHeader(MessageHeader.MAGIC, 0x20000, 5, 0, 32, 0, 0, 0).write(later);
        assertThatThrownBy(() -> reader.next(later.flip())).hasMessageContaining("version");
    }

    @Test
    void noBytesMakeItDoAnythingElse() {
        Random random = new Random(20261124);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            ByteBuffer bytes = ByteBuffer.wrap(noise).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.limit() >= 32 && random.nextInt(4) != 0) {
                bytes.putInt(0, MessageHeader.MAGIC).putInt(4, 1).putInt(8, random.nextInt(45));
            }
            try {
                Request request = new RequestReader().next(bytes);
                assertThat(request == null || bytes.position() >= 32).isTrue();
            } catch (RequestReader.Garbage e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
