package io.holdfast.rest;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.staticcontent.FileSystemHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import io.holdfast.manager.Site;
import io.holdfast.restmodel.Routes;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Serves a site over HTTPS: API, sign-on, health, certificates, the console and its stream. Redirects nothing but
/// the server's root, since clients of the API do not follow.
public final class ManagerServer implements AutoCloseable {
    private static final String TOKEN = "/ovirt-engine/sso/oauth/token";
    private static final int MOST_CONNECTIONS = 2_000;

    private final Api api;
    private final SignOn signOn;
    private final ConsoleStream stream;
    private final Certificates certificates;
    private final WebServer server;

    private ManagerServer(
            Site site,
            InetAddress address,
            int port,
            Certificates certificates,
            String password,
            @Nullable Path console) {
        this.certificates = certificates;
        this.signOn = new SignOn(new Tokens(), password, InstantSource.system());
        this.api = new Api(site, endpoints(), signOn);
        this.stream = new ConsoleStream(site);
        HttpRouting.Builder routing = HttpRouting.builder();
        if (console != null) {
            routing.register(
                    "/console",
                    StaticContentFeature.createService(FileSystemHandlerConfig.builder()
                            .location(console)
                            .welcome("index.html")
                            .build()));
        }
        routing.any(this::serve);
        this.server = WebServer.builder()
                .address(address)
                .port(port)
                .tls(Tls.builder()
                        .privateKey(certificates.key())
                        .privateKeyCertChain(certificates.chain())
                        .build())
                .maxTcpConnections(MOST_CONNECTIONS)
                .shutdownGracePeriod(Duration.ZERO)
                .shutdownHook(false)
                .routing(routing)
                .build();
    }

    /// Starts to serve.
    ///
    /// @param port 0 = any free one
    /// @param console directory of the built console, null = none
    static ManagerServer start(
            Site site,
            InetAddress address,
            int port,
            Certificates certificates,
            String password,
            @Nullable Path console) {
        ManagerServer server = new ManagerServer(site, address, port, certificates, password, console);
        server.server.start();
        return server;
    }

    /// The port on which the server listens.
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    static Endpoints endpoints() {
        Endpoints endpoints = new Endpoints(new Routes());
        SystemDocument.serve(endpoints);
        DataCenters.serve(endpoints);
        Clusters.serve(endpoints);
        Hosts.serve(endpoints);
        StorageConnections.serve(endpoints);
        StorageDomains.serve(endpoints);
        Disks.serve(endpoints);
        Vms.serve(endpoints);
        Events.serve(endpoints);
        Jobs.serve(endpoints);
        BuiltIns.serve(endpoints);
        return endpoints;
    }

    private void serve(ServerRequest request, ServerResponse response) {
        String path = request.path().rawPath();
        if (path.equals(Ids.ROOT) || path.startsWith(Ids.ROOT + "/") || path.startsWith(Ids.ROOT + ";")) {
            send(request, response, api.handle(asked(request)));
            return;
        }
        switch (path) {
            case TOKEN -> post(request, response, signOn.token(asked(request)));
            case "/ovirt-engine/sso/oauth/revoke", "/ovirt-engine/services/sso-logout" ->
                post(request, response, signOn.logout(asked(request)));
            case "/ovirt-engine/sso/oauth/token-http-auth" ->
                send(request, response, text(401, "Kerberos is not configured.\n", "WWW-Authenticate", "Negotiate"));
            case "/ovirt-engine/services/health" -> send(request, response, page("DB Up!Welcome to Health Status!"));
            case "/ovirt-engine/services/pki-resource" -> send(request, response, pki(request));
            case "/holdfast/events" -> stream(request, response);
            case "/", "/console", "/ovirt-engine", "/ovirt-engine/" ->
                send(request, response, text(302, "", "Location", "/console/"));
            default -> send(request, response, text(404, "Nothing is served at " + path + ".\n", "X-Holdfast", "1"));
        }
    }

    private void stream(ServerRequest request, ServerResponse response) {
        if (signOn.authenticate(asked(request)) == null) {
            send(request, response, text(401, "Sign in.\n", "WWW-Authenticate", "Bearer"));
        } else {
            stream.serve(request, response);
        }
    }

    private ApiResponse pki(ServerRequest request) {
        String resource = request.query().first("resource").orElse("");
        String format = request.query().first("format").orElse("X509-PEM");
        if (!format.equals("X509-PEM") && !format.equals("X509-PEM-CA")) {
            return text(404, "The format '" + format + "' is not offered.\n", "Allow", "GET, HEAD");
        }
        return switch (resource) {
            case "ca-certificate" -> certificate(certificates.authority(), format);
            case "engine-certificate" -> certificate(certificates.own(), format);
            default -> text(404, "There is no resource '" + resource + "'.\n", "Allow", "GET, HEAD");
        };
    }

    private static ApiResponse certificate(String pem, String format) {
        String type = format.endsWith("CA") ? "application/x-x509-ca-cert" : "application/x-pem-file";
        return new ApiResponse(200, type, pem.getBytes(StandardCharsets.US_ASCII), Map.of());
    }

    private static ApiResponse page(String text) {
        return new ApiResponse(200, "text/html", text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    private static ApiResponse text(int status, String text, String header, String value) {
        return new ApiResponse(status, "text/plain", text.getBytes(StandardCharsets.UTF_8), Map.of(header, value));
    }

    private static void post(ServerRequest request, ServerResponse response, ApiResponse answer) {
        boolean post = request.prologue().method().text().equals("POST");
        send(request, response, post ? answer : text(405, "Only POST is served here.\n", "Allow", "POST"));
    }

    private static ApiRequest asked(ServerRequest request) {
        return new ApiRequest(
                request.prologue().method().text(),
                request.path().rawPath(),
                request.query().rawValue(),
                name -> request.headers().first(HeaderNames.create(name)).orElse(null),
                request.content().hasEntity() ? request.content().inputStream() : InputStream.nullInputStream());
    }

    /// A GET may announce a body that it never sends, so the connection ends with its answer. The server library
    /// announces the end of a connection but leaves it open, and then takes what follows for a request.
    private static void send(ServerRequest request, ServerResponse response, ApiResponse answer) {
        String method = request.prologue().method().text();
        boolean head = method.equals("HEAD");
        boolean unread = (head || method.equals("GET")) && request.content().hasEntity();
        boolean last = unread || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE);
        if (last) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.status(Status.create(answer.status()));
        answer.headers().forEach(response::header);
        response.header("Content-Type", answer.contentType() + ";charset=UTF-8");
        response.header("X-Content-Type-Options", "nosniff");
        if (head) {
            response.header("Content-Length", Integer.toString(answer.body().length));
            response.send();
        } else {
            response.send(answer.body());
        }
        if (last) {
            throw new CloseConnectionException("The connection ends with this answer");
        }
    }
}
