package io.holdfast.power.redfish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// How a device proves that it is itself.
record Trust(SSLContext context) {

    /// By an authority that the JDK knows, with the name or address checked.
    static Trust platform() {
        return using();
    }

    /// By the given authority alone, with the name or address checked.
    ///
    /// @param pem one or more certificates
    /// @throws IllegalArgumentException if it holds none
    static Trust authority(String pem) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int index = 0;
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
                store.setCertificateEntry("ca" + index++, certificate);
            }
            if (index == 0) {
                throw new IllegalArgumentException("the option ca holds no certificate (PEM)");
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            return using(managers.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the option ca is not a certificate (PEM): " + e.getMessage(), e);
        }
    }

    /// By being exactly this certificate; its name and dates do not matter.
    ///
    /// @param fingerprint SHA-256 of its DER form
    /// @throws IllegalArgumentException if it is not 64 hex digits
    static Trust certificate(String fingerprint) {
        String digits = fingerprint.replace(":", "").strip().toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("the option certificate_sha256 must be 64 hex digits");
        }
        byte[] expected = HexFormat.of().parseHex(digits);
        return using(new LeafCheck() {
            @Override
            void check(X509Certificate leaf) throws CertificateException {
                if (!MessageDigest.isEqual(sha256(leaf), expected)) {
                    throw new CertificateException("the device's certificate is not the pinned one, its SHA-256 is "
                            + HexFormat.of().formatHex(sha256(leaf)));
                }
            }
        });
    }

    /// By nothing at all: whoever answers is believed.
    static Trust anyone() {
        return using(new LeafCheck() {
            @Override
            void check(X509Certificate leaf) {}
        });
    }

    private static Trust using(TrustManager... managers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.length == 0 ? null : managers, null);
            return new Trust(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    private static byte[] sha256(X509Certificate certificate) throws CertificateException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("Cannot hash the device's certificate", e);
        }
    }

    /// Looks at the leaf alone. Being an extended trust manager, it also stands in for the JDK's check of the
    /// name.
    private abstract static class LeafCheck extends X509ExtendedTrustManager {
        abstract void check(X509Certificate leaf) throws CertificateException;

        private void checkFirst(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0) {
                throw new CertificateException("the device shows no certificate");
            }
            check(chain[0]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            checkFirst(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkFirst(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkFirst(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
