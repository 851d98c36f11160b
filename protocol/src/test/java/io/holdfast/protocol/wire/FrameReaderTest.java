package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final FrameReader.Limits SMALL = new FrameReader.Limits(200, 4, 100, 30);

    /// Gives out at most `piece` bytes at a time.
    private static FrameReader reader(byte[] bytes, int piece) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        return new FrameReader(
                (buffer, timeout) -> in.read(buffer, 0, Math.min(piece, buffer.length)),
                SMALL,
                Set.of("SEND", "SUBSCRIBE", "CONNECT"));
    }

    private static FrameReader reader(String text) {
        return reader(text.replace('^', '\0').getBytes(UTF_8), 1000);
    }

    @Test
    void framesSurviveHoweverTheyAreCut() throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] body = new byte[random.nextInt(100)];
            random.nextBytes(body);
            Map<String, String> headers = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                headers.put("a:\\\n\r" + i, "é:\\n\\c" + random.nextInt());
            }
            for (int i = 0; i < 3; i++) {
                all.writeBytes("\n\r\n".getBytes(UTF_8));
                all.writeBytes(new Frame("SEND", headers, body).bytes());
            }
            FrameReader reader = reader(all.toByteArray(), 1 + random.nextInt(40));
            for (int i = 0; i < 3; i++) {
                Frame frame = reader.next();
                assertThat(frame).isNotNull();
                assertThat(frame.body()).isEqualTo(body);
                assertThat(frame.headers()).containsAllEntriesOf(headers);
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void theFirstOfRepeatedHeadersCounts() throws IOException {
        Frame frame = reader("SEND\nname:one\nname:two\n\n^").next();
        assertThat(frame).isNotNull();
        assertThat(frame.header("name")).isEqualTo("one");
    }

    @Test
    void aFrameCutOffIsNotAFrame() {
        for (String text : new String[] {
            "S", "SEND", "SEND\n", "SEND\na:b\n", "SEND\n\n", "SEND\n\nbody", "SEND\ncontent-length:3\n\nab"
        }) {
            assertThatThrownBy(() -> reader(text).next()).as(text).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void whateverIsBeyondTheLimitsOrNoStompIsAViolation() {
        for (String text : new String[] {
            "SENT\n\n^",
            "SENDX\n\n^",
            "^",
            "\0\0",
            "SEND\n" + "a:b\n".repeat(5) + "\n^",
            "SEND\na:" + "b".repeat(300) + "\n\n^",
            "SEND\n\n" + "b".repeat(101) + "^",
            "SEND\ncontent-length:101\n\n" + "b".repeat(101) + "^",
            "SEND\ncontent-length:-1\n\n^",
            "SEND\ncontent-length:one\n\n^",
            "SEND\ncontent-length:2\n\nabc^",
            "SEND\nno colon\n\n^",
            "SEND\n:no name\n\n^",
            "SEND\na^b\n\n^"
        }) {
            assertThatThrownBy(() -> reader(text).next()).as(text).isInstanceOf(ProtocolViolation.class);
        }
    }

    @Test
    void everyFrameIsSentWithItsLengthAndItsEnd() {
        assertThat(new String(Frame.of("RECEIPT", "receipt-id", "1").bytes(), UTF_8))
                .isEqualTo("RECEIPT\nreceipt-id:1\ncontent-length:0\n\n\0");
    }
}
