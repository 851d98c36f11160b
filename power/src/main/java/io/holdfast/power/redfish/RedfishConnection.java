package io.holdfast.power.redfish;

import io.holdfast.power.FailureKind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// TCP connections of one operation to one controller: opened by it, shared with nothing, closed with it. The
/// deadline covers the whole of each exchange, the body too.
final class RedfishConnection implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final Duration LOGOUT = Duration.ofSeconds(2);

    private final RedfishOptions options;
    private final Deadline deadline;
    private final HttpClient client;
    private final String basic;
    private Optional<String> token = Optional.empty();
    private Optional<String> sessionPath = Optional.empty();

    /// An answer with a status below 400.
    ///
    /// @param location the path that the answer points to, for a task or a session
    record Answer(int status, JsonNode body, Optional<String> location, Optional<String> token) {}

    /// @throws RedfishException if a session was asked for and cannot be opened
    RedfishConnection(RedfishOptions options, String username, String password, Deadline deadline)
            throws RedfishException {
        this.options = options;
        this.deadline = deadline;
        byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        basic = "Basic " + Base64.getEncoder().encodeToString(pair);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(options.trust().context())
                .build();
        if (options.session()) {
            openSession(username, password);
        }
    }

    private void openSession(String username, String password) throws RedfishException {
        try {
            Answer answer = post(
                    options.root() + "/SessionService/Sessions", Map.of("UserName", username, "Password", password));
            token = Optional.of(answer.token()
                    .orElseThrow(() -> new RedfishException(
                            FailureKind.PROTOCOL,
                            options.base() + " opened a session without telling its X-Auth-Token")));
            sessionPath = answer.location();
        } catch (RedfishException e) {
            client.shutdownNow();
            throw e;
        }
    }

    /// Paths come from the settings and from the device's own answers; both must stay on the device.
    static boolean isLocalPath(String path) {
        if (!path.startsWith("/") || path.startsWith("//") || path.contains("..") || path.length() > 1024) {
            return false;
        }
        return path.chars().allMatch(c -> c > ' ' && c < 127 && "?#\\<>\"{}|^`%".indexOf(c) < 0);
    }

    JsonNode get(String path) throws RedfishException {
        return exchange("GET", path, Optional.empty(), deadline).body();
    }

    Answer post(String path, Map<String, String> body) throws RedfishException {
        return exchange("POST", path, Optional.of(JSON.writeValueAsString(body)), deadline);
    }

    private Answer exchange(String method, String path, Optional<String> body, Deadline until) throws RedfishException {
        if (!isLocalPath(path)) {
            throw new RedfishException(
                    FailureKind.PROTOCOL, options.base() + " points to \"" + path + "\", which is no path of its own");
        }
        URI uri = options.base().resolve(path);
        String what = method + " " + uri;
        if (until.passed()) {
            throw new RedfishException(FailureKind.TIMEOUT, what + " not sent: no time left");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .header("OData-Version", "4.0")
                .timeout(Duration.ofNanos(until.left()));
        token.ifPresentOrElse(
                value -> request.header("X-Auth-Token", value), () -> request.header("Authorization", basic));
        if (body.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        request.method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
        CompletableFuture<HttpResponse<byte[]>> pending =
                client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
        try {
            return read(what, pending.get(until.left(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new RedfishException(FailureKind.TIMEOUT, what + ": no answer before the deadline", e);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new RedfishException(FailureKind.TIMEOUT, what + ": given up", e);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        }
    }

    private static RedfishException failure(String what, Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof java.security.cert.CertificateException
                    || t instanceof java.security.cert.CertPathValidatorException
                    || t instanceof java.security.cert.CertPathBuilderException) {
                return new RedfishException(
                        FailureKind.CERTIFICATE, what + ": the certificate is not trusted: " + t.getMessage(), cause);
            }
        }
        return switch (cause) {
            case java.net.http.HttpTimeoutException _ ->
                new RedfishException(FailureKind.TIMEOUT, what + ": no answer before the deadline", cause);
            case ConnectException _, UnresolvedAddressException _ ->
                new RedfishException(FailureKind.UNREACHABLE, what + ": cannot connect", cause);
            case SSLException _ ->
                new RedfishException(FailureKind.PROTOCOL, what + ": TLS failed: " + cause.getMessage(), cause);
            case IOException _ ->
                new RedfishException(FailureKind.UNREACHABLE, what + ": " + cause.getMessage(), cause);
            default -> new RedfishException(FailureKind.PROTOCOL, what + ": " + cause, cause);
        };
    }

    private Answer read(String what, HttpResponse<byte[]> response) throws RedfishException {
        int status = response.statusCode();
        if (status >= 300 || status < 200) {
            FailureKind kind =
                    switch (status) {
                        case 401, 403 -> FailureKind.AUTHENTICATION;
                        case 404 -> FailureKind.NOT_FOUND;
                        default -> status >= 400 && status < 500 ? FailureKind.REFUSED : FailureKind.PROTOCOL;
                    };
            throw new RedfishException(kind, what + " was answered " + status + reason(response.body()));
        }
        return new Answer(
                status,
                response.body().length == 0 ? JSON.createObjectNode() : parse(what, response.body()),
                response.headers().firstValue("Location").map(RedfishConnection::pathOf),
                response.headers().firstValue("X-Auth-Token"));
    }

    /// Some controllers send a full address in Location, some a path; only the path is used, on this device.
    private static String pathOf(String location) {
        int scheme = location.indexOf("://");
        int slash = scheme < 0 ? 0 : location.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : location.substring(slash);
    }

    private static JsonNode parse(String what, byte[] body) throws RedfishException {
        try {
            JsonNode node = JSON.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new RedfishException(FailureKind.PROTOCOL, what + " was not answered in JSON", e);
        }
        throw new RedfishException(FailureKind.PROTOCOL, what + " was not answered with a JSON object");
    }

    /// The controller's own words, if it has some in Redfish's form; cut, as a person reads them in a list of
    /// events.
    private static String reason(byte[] body) {
        try {
            JsonNode error = JSON.readTree(body).path("error");
            String text =
                    error.path("@Message.ExtendedInfo").path(0).path("Message").asString("");
            if (text.isEmpty()) {
                text = error.path("message").asString("");
            }
            return text.isEmpty() ? "" : ": " + text.substring(0, Math.min(text.length(), 300));
        } catch (JacksonException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            if (sessionPath.isPresent()) {
                exchange("DELETE", sessionPath.get(), Optional.empty(), Deadline.in(LOGOUT));
            }
        } catch (RedfishException e) {
            System.getLogger(RedfishConnection.class.getName())
                    .log(System.Logger.Level.DEBUG, "Session left to expire: {0}", e.text());
        } finally {
            client.shutdownNow();
        }
    }
}
