package io.holdfast.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.manager.Command;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Iterator;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What clients of the field see on the wire.
@Timeout(60)
final class ManagerServerTest {
    private static final String BASIC = "Basic "
            + Base64.getEncoder()
                    .encodeToString(("admin@internal:" + TestServer.PASSWORD).getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path console = Path.of("");

    private static TestServer server = new TestServer(null);
    private static SSLContext tls = trust();
    private static HttpClient client = HttpClient.newBuilder().sslContext(tls).build();

    @BeforeAll
    static void serveAConsole() throws IOException {
        server.close();
        Files.writeString(console.resolve("index.html"), "<title>Holdfast</title>");
        Files.createDirectories(console.resolve("assets"));
        Files.writeString(console.resolve("assets/app.js"), "start()");
        server = new TestServer(console);
        tls = trust();
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void healthAndCertificatesNeedNoUser() throws Exception {
        HttpResponse<String> health = get("/ovirt-engine/services/health", "X", "y");
        assertThat(health.body()).isEqualTo("DB Up!Welcome to Health Status!");
        assertThat(health.headers().firstValue("Content-Type"))
                .hasValueSatisfying(each -> assertThat(each).startsWith("text/html"));
        HttpResponse<String> authority =
                get("/ovirt-engine/services/pki-resource?resource=ca-certificate&format=X509-PEM-CA", "X", "y");
        assertThat(CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(authority.body().getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(
                        Certificates.read(server.keystore, "changeit").chain().getLast());
        assertThat(get("/ovirt-engine/services/pki-resource?resource=none", "X", "y")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theRootOfTheApiIsNotRedirected() throws Exception {
        for (String root : new String[] {"/ovirt-engine/api", "/ovirt-engine/api/"}) {
            assertThat(get(root, "Authorization", BASIC).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void headHasTheLengthOfTheDocumentAndNoDocument() throws Exception {
        HttpResponse<String> head =
                send(request("/ovirt-engine/api", "Authorization", BASIC).HEAD());
        HttpResponse<String> get = get("/ovirt-engine/api", "Authorization", BASIC);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .isEqualTo(get.headers().firstValue("Content-Length"));
        assertThat(head.headers().firstValue("Link")).isPresent();
    }

    @Test
    void aGetThatAnnouncesABodyAndNeverSendsItIsAnswered() throws Exception {
        String announced = "GET /ovirt-engine/api/vms HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17\r\n";
        String answer = raw(announced + "\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: Basic")
                .endsWith("</fault>");
        assertThat(raw(announced + "Authorization: " + BASIC + "\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("connection: close")
                .endsWith("<vms/>");
    }

    @Test
    void expectingAnAnswerInAHeaderDoesNotDisturb() throws Exception {
        String body = "<data_center><name>expected</name></data_center>";
        String answer = raw("POST /ovirt-engine/api/datacenters HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Expect: 201-created\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                + "\r\nAuthorization: " + BASIC + "\r\n\r\n" + body);
        assertThat(answer).startsWith("HTTP/1.1 201 ");
    }

    @Test
    void matrixParametersAndEscapesArrive() throws Exception {
        String query = "/ovirt-engine/api/events;max=1?search=message%3D%22*started*%22";
        assertThat(get(query, "Authorization", BASIC).body()).contains("The manager started.");
    }

    @Test
    void signOnIsAPostOnly() throws Exception {
        assertThat(get("/ovirt-engine/sso/oauth/token", "X", "y").statusCode()).isEqualTo(405);
        HttpResponse<String> kerberos = send(
                request("/ovirt-engine/sso/oauth/token-http-auth", "X", "y").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(kerberos.statusCode()).isEqualTo(401);
        assertThat(kerberos.headers().firstValue("WWW-Authenticate")).hasValue("Negotiate");
    }

    @Test
    void theConsoleIsServed() throws Exception {
        assertThat(get("/console/", "X", "y").body()).contains("Holdfast");
        assertThat(get("/console/assets/app.js", "X", "y").body()).isEqualTo("start()");
        assertThat(get("/console/../../etc/passwd", "X", "y").statusCode()).isBetween(400, 404);
        HttpResponse<String> root = get("/", "X", "y");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location")).hasValue("/console/");
        assertThat(get("/elsewhere", "X", "y").statusCode()).isEqualTo(404);
    }

    @Test
    void theStreamTellsEverythingThenWhatChanges() throws Exception {
        assertThat(get("/holdfast/events", "X", "y").statusCode()).isEqualTo(401);
        HttpResponse<Stream<String>> stream = client.send(
                request("/holdfast/events", "Authorization", BASIC).GET().build(), HttpResponse.BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("Content-Type"))
                .hasValueSatisfying(each -> assertThat(each).startsWith("text/event-stream"));
        try (Stream<String> lines = stream.body()) {
            Iterator<String> each = lines.iterator();
            assertThat(next(each, "event:hosts")).startsWith("data:[");
            assertThat(next(each, "event:vms")).startsWith("data:[");
            assertThat(next(each, "event:plans")).isEqualTo("data:[]");
            assertThat(next(each, "event:event")).contains("\"code\":1,\"severity\":\"normal\"");
            server.site.execute(new Command.AddDataCenter(null, "streamed", ""), "");
            String told = next(each, "event:event");
            while (!told.contains("streamed")) {
                told = next(each, "event:event");
            }
            assertThat(told).contains("\"code\":950");
        }
    }

    /// The line after the next one that is the wanted one.
    private static String next(Iterator<String> lines, String wanted) {
        while (!lines.next().replace(" ", "").equals(wanted)) {
            // Another message.
        }
        return lines.next();
    }

    private static HttpResponse<String> get(String path, String header, String value) throws Exception {
        return send(request(path, header, value).GET());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String header, String value) {
        return HttpRequest.newBuilder(URI.create(server.url(path))).header(header, value);
    }

    /// Sends these bytes and reads until the server closes the connection.
    private static String raw(String request) throws IOException {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            StringBuilder answer = new StringBuilder();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int each = in.read(); each >= 0; each = in.read()) {
                answer.append((char) each);
            }
            return answer.toString();
        }
    }

    private static SSLContext trust() {
        try (InputStream in = Files.newInputStream(server.keystore)) {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(in, "changeit".toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", own.getCertificate("server"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
