package io.holdfast.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server on loopback with a key of its own.
final class TestServer implements AutoCloseable {
    static final String PASSWORD = "correct horse";

    final FakeSite site = new FakeSite();
    final Path keystore;
    private final Path directory;
    private final ManagerServer server;

    TestServer(@Nullable Path console) {
        try {
            directory = Files.createTempDirectory("holdfast-rest");
            keystore = directory.resolve("server.p12");
            makeKey(keystore);
            server = ManagerServer.start(
                    site,
                    InetAddress.getLoopbackAddress(),
                    0,
                    Certificates.read(keystore, "changeit"),
                    PASSWORD,
                    console);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    String url(String path) {
        return "https://localhost:" + server.port() + path;
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        try {
            Files.delete(keystore);
            Files.delete(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void makeKey(Path keystore) {
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keystore",
                            keystore.toString(),
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "changeit",
                            "-alias",
                            "server",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost,ip:127.0.0.1")
                    .redirectErrorStream(true)
                    .start();
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || !Files.exists(keystore)) {
                throw new IllegalStateException("keytool failed: "
                        + new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
