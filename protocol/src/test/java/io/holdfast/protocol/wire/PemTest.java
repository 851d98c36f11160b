package io.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemTest {
    @TempDir
    private Path directory;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        assertThatThrownBy(() ->
                        Pem.context(TestPki.certificate("host-1"), TestPki.key("manager"), TestPki.certificate("ca")))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("does not belong to");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(
                        () -> Pem.context(directory.resolve("none"), TestPki.key("manager"), TestPki.certificate("ca")))
                .isInstanceOf(PemException.class)
                .hasMessageContaining(directory.resolve("none").toString());
    }

    @Test
    void aFileWithoutWhatIsNeededIsNamed() throws IOException {
        Path empty = file("empty", "nothing here");
        assertThatThrownBy(() -> Pem.context(empty, TestPki.key("manager"), TestPki.certificate("ca")))
                .hasMessageContaining("holds no PEM certificate");
        assertThatThrownBy(() -> Pem.context(TestPki.certificate("manager"), empty, TestPki.certificate("ca")))
                .hasMessageContaining("holds no PEM private key");
    }

    @Test
    void aBrokenCertificateIsRefused() throws IOException {
        Path broken = file("broken", TestPki.pem("CERTIFICATE", new byte[] {0x30, 3, 1, 2}));
        assertThatThrownBy(() -> Pem.certificates(broken))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("broken");
    }

    @Test
    void aKeyThatNeedsConversionSaysHow() throws IOException {
        Path encrypted = file("encrypted", TestPki.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        assertThatThrownBy(() -> Pem.context(TestPki.certificate("manager"), encrypted, TestPki.certificate("ca")))
                .hasMessageContaining("openssl pkcs8");
    }

    @Test
    void anOldRsaKeyIsRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        byte[] encoded = pair.getPrivate().getEncoded();
        byte[] inner = Arrays.copyOfRange(encoded, 26, encoded.length);
        PrivateKey key = Pem.key(file("old", TestPki.pem("RSA PRIVATE KEY", inner)));
        assertThat(key).isEqualTo(pair.getPrivate());
    }

    @Test
    void textAroundTheBlocksIsIgnored() throws IOException {
        String certificate = Files.readString(TestPki.certificate("host-1"));
        assertThat(Pem.certificates(file("chain", "Subject: x\n" + certificate + "\nmore\n" + certificate)))
                .hasSize(2);
    }
}
