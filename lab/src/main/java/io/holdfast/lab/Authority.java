package io.holdfast.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The lab's own certificate authority, made for it and thrown away with it. All files are PEM, in one folder:
/// `ca.pem`, `NAME.pem` and `NAME.key`.
record Authority(Path folder) {
    private static final String DAYS = "3650";

    /// Makes the authority.
    static Authority create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LabException("Cannot make " + folder + ": " + e.getMessage(), e);
        }
        Command.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                DAYS,
                "-subj",
                "/O=Holdfast lab/CN=Lab authority",
                "-keyout",
                folder.resolve("ca.key").toString(),
                "-out",
                folder.resolve("ca.pem").toString());
        return new Authority(folder);
    }

    Path certificate() {
        return folder.resolve("ca.pem");
    }

    Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /// Issues a certificate for both ends of a connection.
    ///
    /// @param names subject alternative names in openssl's words, for example `IP:10.77.0.1,DNS:host-1`
    void issue(String name, String names) {
        Command.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                DAYS,
                "-subj",
                "/O=Holdfast lab/CN=" + name,
                "-addext",
                "subjectAltName=" + names,
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                "extendedKeyUsage=serverAuth,clientAuth",
                "-CA",
                certificate().toString(),
                "-CAkey",
                folder.resolve("ca.key").toString(),
                "-keyout",
                key(name).toString(),
                "-out",
                certificate(name).toString());
    }

    /// Packs a certificate with its key as Java's servers want it.
    Path keystore(String name, Path passwordFile) {
        Path store = folder.resolve(name + ".p12");
        Command.run(
                "openssl",
                "pkcs12",
                "-export",
                "-name",
                name,
                "-in",
                certificate(name).toString(),
                "-inkey",
                key(name).toString(),
                "-certfile",
                certificate().toString(),
                "-passout",
                "file:" + passwordFile,
                "-out",
                store.toString());
        return store;
    }

    /// Writes a new random password into a file that only root reads.
    static String newPassword(Path file) {
        byte[] bytes = new byte[9];
        new SecureRandom().nextBytes(bytes);
        String password = HexFormat.of().formatHex(bytes);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, password + "\n");
            Files.setPosixFilePermissions(file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new LabException("Cannot write " + file + ": " + e.getMessage(), e);
        }
        return password;
    }

    /// Makes the server side of TLS from a packed key.
    static SSLContext server(Path store, String password) {
        try (InputStream stream = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(stream, password.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new LabException("Cannot use the key in " + store + ": " + e.getMessage(), e);
        }
    }

    /// Makes the client side of TLS that trusts one authority.
    static SSLContext client(Path authority) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            byte[] pem = Files.readAllBytes(authority);
            trusted.setCertificateEntry(
                    "lab",
                    java.security.cert.CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(pem)));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new LabException("Cannot use the authority " + authority + ": " + e.getMessage(), e);
        }
    }
}
