package io.holdfast.lab;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// A small client of the site's public API (oVirt's version 4, in JSON), as any user's script could be one.
public final class RestClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final URI site;
    private final String user;
    private final String password;
    private final HttpClient client;
    private Optional<String> token = Optional.empty();

    /// Makes a client; connects with the first call.
    ///
    /// @param site      scheme, host and port
    /// @param authority PEM of the authority that the site's certificate must be signed by
    public RestClient(URI site, String user, String password, Path authority) {
        this.site = site;
        this.user = user;
        this.password = password;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(Authority.client(authority))
                .build();
    }

    /// An answer with a status of 400 or more.
    public static final class RefusedException extends RuntimeException {
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        /// Returns the HTTP status.
        public int status() {
            return status;
        }
    }

    /// Returns an empty object to fill.
    public static tools.jackson.databind.node.ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// Reads a resource below `/ovirt-engine/api`.
    ///
    /// @throws LabException     if the site does not answer
    /// @throws RefusedException if it answers with an error
    public JsonNode get(String path) {
        return call("GET", path, Optional.empty());
    }

    /// Adds to a collection, or calls an action.
    public JsonNode post(String path, JsonNode body) {
        return call("POST", path, Optional.of(JSON.writeValueAsString(body)));
    }

    /// Changes a resource.
    public JsonNode put(String path, JsonNode body) {
        return call("PUT", path, Optional.of(JSON.writeValueAsString(body)));
    }

    /// Removes a resource.
    public JsonNode delete(String path) {
        return call("DELETE", path, Optional.empty());
    }

    /// Returns the members of a collection, for example `list("/hosts", "host")`.
    public ArrayNode list(String path, String member) {
        JsonNode members = get(path).path(member);
        return members.isArray() ? (ArrayNode) members : JSON.createArrayNode();
    }

    /// Opens a stream of lines, as the event stream is one; the caller closes it.
    public java.util.stream.Stream<String> lines(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.resolve(path))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + login());
        try {
            HttpResponse<java.util.stream.Stream<String>> response =
                    client.send(request.build(), BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new RefusedException(
                        response.statusCode(), "GET " + path + " was answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new LabException("No answer from " + site + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted", e);
        }
    }

    private synchronized String login() {
        if (token.isEmpty()) {
            String form = "grant_type=password&scope=ovirt-app-api&username=" + encoded(user) + "&password="
                    + encoded(password);
            HttpRequest request = HttpRequest.newBuilder(site.resolve("/ovirt-engine/sso/oauth/token"))
                    .timeout(LIMIT)
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build();
            HttpResponse<String> response = send(request);
            String value = response.statusCode() == 200
                    ? parse(response.body()).path("access_token").asString("")
                    : "";
            if (value.isEmpty()) {
                throw new RefusedException(
                        response.statusCode(),
                        "The site refused to log " + user + " in: " + response.statusCode() + " " + response.body());
            }
            token = Optional.of(value);
        }
        return token.get();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode call(String method, String path, Optional<String> body) {
        HttpResponse<String> response = attempt(method, path, body);
        if (response.statusCode() == 401) {
            synchronized (this) {
                token = Optional.empty();
            }
            response = attempt(method, path, body);
        }
        if (response.statusCode() >= 400) {
            JsonNode fault = parse(response.body());
            throw new RefusedException(
                    response.statusCode(),
                    method + " " + path + " was refused with " + response.statusCode() + ": "
                            + fault.path("detail").asString(fault.path("reason").asString(response.body())));
        }
        return parse(response.body());
    }

    private HttpResponse<String> attempt(String method, String path, Optional<String> body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.resolve("/ovirt-engine/api" + path))
                .timeout(LIMIT)
                .header("Accept", "application/json")
                .header("Version", "4")
                .header("Authorization", "Bearer " + login());
        if (body.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LabException("No answer from " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted", e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JacksonException e) {
            return JSON.createObjectNode().put("detail", text);
        }
    }
}
