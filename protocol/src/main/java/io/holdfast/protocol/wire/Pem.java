package io.holdfast.protocol.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS from PEM files: a certificate with the chain behind it, its key, and the authorities that the other side's
/// certificate must come from. Names in certificates are not compared with addresses, as nobody in the field
/// does: who has a certificate of the site's authority belongs to the site.
///
/// Keys may be PKCS #8 (`BEGIN PRIVATE KEY`) or RSA keys in PKCS #1 (`BEGIN RSA PRIVATE KEY`), without password.
public final class Pem {
    /// Session tickets are sent for sessions of seven days at most.
    private static final int NO_TICKETS_SECONDS = (int) Duration.ofDays(8).toSeconds();

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(String type, byte[] der) {}

    private Pem() {}

    /// For either end of a connection.
    ///
    /// @throws PemException if a file cannot be read or used, or if key and certificate do not belong together
    public static SSLContext context(Path certificate, Path key, Path authorities) {
        List<Certificate> chain = certificates(certificate);
        PrivateKey privateKey = key(key);
        requirePair(chain.getFirst().getPublicKey(), privateKey, certificate, key);
        List<Certificate> trusted = certificates(authorities);
        try {
            KeyStore own = empty();
            own.setKeyEntry("own", privateKey, new char[0], chain.toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            KeyStore trust = empty();
            for (int i = 0; i < trusted.size(); i++) {
                trust.setCertificateEntry("authority-" + i, trusted.get(i));
            }
            TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusts.init(trust);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
            // A client of the field loses a second for each session ticket that a server sends.
            context.getServerSessionContext().setSessionTimeout(NO_TICKETS_SECONDS);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new PemException("cannot set TLS up from " + certificate + ", " + key + " and " + authorities, e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /// All certificates in a file, in its order; at least one.
    public static List<Certificate> certificates(Path file) {
        List<Certificate> certificates = new ArrayList<>();
        for (Block block : blocks(file)) {
            if (block.type().equals("CERTIFICATE")) {
                try {
                    certificates.add(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (GeneralSecurityException e) {
                    throw new PemException(
                            "certificate " + (certificates.size() + 1) + " in " + file + " is broken", e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new PemException(file + " holds no PEM certificate");
        }
        return certificates;
    }

    static PrivateKey key(Path file) {
        for (Block block : blocks(file)) {
            switch (block.type()) {
                case "PRIVATE KEY" -> {
                    return privateKey(block.der(), file);
                }
                case "RSA PRIVATE KEY" -> {
                    return privateKey(wrapped(block.der()), file);
                }
                case "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
                    throw new PemException(file + " holds an " + block.type()
                            + "; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file);
                default -> {}
            }
        }
        throw new PemException(file + " holds no PEM private key");
    }

    private static PrivateKey privateKey(byte[] der, Path file) {
        GeneralSecurityException problem = null;
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                problem = e;
            }
        }
        throw new PemException(file + " holds a private key that is neither RSA, EC nor Ed25519", problem);
    }

    /// A PKCS #1 key as PKCS #8: SEQUENCE { INTEGER 0, SEQUENCE { OID rsaEncryption, NULL }, OCTET STRING key }.
    private static byte[] wrapped(byte[] key) {
        byte[] versionAndAlgorithm = {
            2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0
        };
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(versionAndAlgorithm);
        element(content, 4, key);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        element(whole, 0x30, content.toByteArray());
        return whole.toByteArray();
    }

    private static void element(ByteArrayOutputStream out, int tag, byte[] content) {
        out.write(tag);
        out.write(0x83);
        out.write(content.length >> 16);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
    }

    private static void requirePair(PublicKey publicKey, PrivateKey privateKey, Path certificate, Path key) {
        String algorithm =
                switch (privateKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> privateKey.getAlgorithm();
                };
        byte[] probe = "a pair?".getBytes(StandardCharsets.UTF_8);
        boolean pair;
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey);
            signer.update(probe);
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(probe);
            pair = verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new PemException("the key in " + key + " does not belong to the certificate in " + certificate, e);
        }
        if (!pair) {
            throw new PemException("the key in " + key + " does not belong to the certificate in " + certificate);
        }
    }

    private static List<Block> blocks(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new PemException("cannot read " + file, e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new PemException("the block " + matcher.group(1) + " in " + file + " is not base64", e);
            }
        }
        return blocks;
    }
}
