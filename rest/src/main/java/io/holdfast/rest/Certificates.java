package io.holdfast.rest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/// The server's key and its chain of certificates, its own first.
record Certificates(PrivateKey key, List<X509Certificate> chain) {
    Certificates {
        chain = List.copyOf(chain);
    }

    /// Reads the first key of a PKCS12 file.
    ///
    /// @throws IOException if it cannot be read or has no key
    static Certificates read(Path keystore, String password) throws IOException {
        try (InputStream in = Files.newInputStream(keystore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password.toCharArray()) instanceof PrivateKey key) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate each : store.getCertificateChain(alias)) {
                        chain.add((X509Certificate) each);
                    }
                    return new Certificates(key, chain);
                }
            }
            throw new IOException("Keystore " + keystore + " has no private key");
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("Cannot read keystore " + keystore + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /// The server's certificate, PEM.
    String own() {
        return pem(chain.getFirst());
    }

    /// The certificate to trust in order to trust the server, PEM.
    String authority() {
        return pem(chain.getLast());
    }

    private static String pem(X509Certificate certificate) {
        try {
            String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// The first line of a file with a password.
    ///
    /// @throws IOException if it cannot be read or is empty
    static String password(Path file) throws IOException {
        String password = Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
        if (password.isEmpty()) {
            throw new IOException("Password file " + file + " is empty");
        }
        return password;
    }
}
