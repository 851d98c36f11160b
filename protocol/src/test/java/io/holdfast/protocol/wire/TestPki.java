package io.holdfast.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.net.ssl.SSLContext;

/// A certificate authority with members, and a stranger, made when a test first asks: X.509 (RFC 5280) by hand,
/// which takes milliseconds where the JDK's keytool takes seconds.
final class TestPki {
    private static final byte[] SHA256_WITH_ECDSA = {0x30, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2
    };
    private static final TestPki INSTANCE = new TestPki();

    private final Path directory;

    private TestPki() {
        try {
            directory = Files.createTempDirectory("holdfast-pki");
            Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
            KeyPair authority = keys();
            write("ca", "Test authority", authority, "Test authority", authority, Duration.ofDays(1));
            for (String name : new String[] {"host-1", "manager"}) {
                write(name, name, keys(), "Test authority", authority, Duration.ofDays(1));
            }
            write("expired", "expired", keys(), "Test authority", authority, Duration.ofHours(-1));
            KeyPair strange = keys();
            write("stranger", "stranger", keys(), "Strange authority", strange, Duration.ofDays(1));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make the test's certificates", e);
        }
    }

    static SSLContext host() {
        return context("host-1");
    }

    static SSLContext manager() {
        return context("manager");
    }

    /// Trusts the site's authority, but has its own certificate from another one, or an expired one.
    static SSLContext context(String name) {
        return Pem.context(certificate(name), key(name), certificate("ca"));
    }

    static Path certificate(String name) {
        return INSTANCE.directory.resolve(name + ".crt");
    }

    static Path key(String name) {
        return INSTANCE.directory.resolve(name + ".key");
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private void write(String file, String subject, KeyPair pair, String issuer, KeyPair signer, Duration validFor)
            throws IOException, GeneralSecurityException {
        byte[] certificate = certificate(
                subject, pair, issuer, signer.getPrivate(), Instant.now().plus(validFor));
        Files.writeString(directory.resolve(file + ".crt"), pem("CERTIFICATE", certificate));
        Files.writeString(
                directory.resolve(file + ".key"),
                pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static byte[] certificate(String subject, KeyPair pair, String issuer, PrivateKey signer, Instant notAfter)
            throws GeneralSecurityException {
        byte[] isAuthority = der(
                0x30,
                der(6, new byte[] {0x55, 0x1d, 19}),
                der(1, new byte[] {(byte) 0xff}),
                der(4, der(0x30, der(1, new byte[] {(byte) 0xff}))));
        boolean authority = subject.equals(issuer);
        byte[] content = der(
                0x30,
                der(0xa0, der(2, new byte[] {2})),
                der(
                        2,
                        new BigInteger(64, new SecureRandom())
                                .add(BigInteger.ONE)
                                .toByteArray()),
                SHA256_WITH_ECDSA,
                name(issuer),
                der(0x30, time(notAfter.minus(Duration.ofDays(2))), time(notAfter)),
                name(subject),
                pair.getPublic().getEncoded(),
                authority ? der(0xa3, der(0x30, isAuthority)) : new byte[0]);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(content);
        return der(0x30, content, SHA256_WITH_ECDSA, der(3, new byte[1], signature.sign()));
    }

    /// `CN=name,O=Holdfast`, as a certificate orders it.
    private static byte[] name(String name) {
        return der(0x30, attribute(10, "Holdfast"), attribute(3, name));
    }

    private static byte[] attribute(int number, String value) {
        return der(0x31, der(0x30, der(6, new byte[] {0x55, 4, (byte) number}), der(12, value.getBytes(UTF_8))));
    }

    private static byte[] time(Instant instant) {
        String text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return der(24, text.getBytes(UTF_8));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length >= 256) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length >= 128) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }

    static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private void delete() {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            System.err.println("cannot delete " + directory + ": " + e);
        }
    }
}
