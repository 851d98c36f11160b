package io.holdfast.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Redfish controller for one machine, outside of it: service root, session service, systems, and the reset
/// action with what it takes. It tells Off only when nothing of the machine is left, unless it was made to lie.
final class RedfishServer implements AutoCloseable {
    static final String USERNAME = "fence";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ROOT = "/redfish/v1";
    private static final String SESSIONS = ROOT + "/SessionService/Sessions";
    private static final int MAX_BODY_BYTES = 64 << 10;

    /// How honest the controller is.
    enum Mode {
        /// Does what it is told and tells what is.
        HONEST,
        /// Accepts orders, does nothing, tells what is.
        REFUSES,
        /// Accepts orders, does nothing, tells that it did.
        LIES;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Machine machine;
    private final String password;
    private final HttpsServer server;
    private final String system;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.HONEST;
    private volatile String lie = "On";

    private RedfishServer(Machine machine, String password, HttpsServer server) {
        this.machine = machine;
        this.password = password;
        this.server = server;
        this.system = ROOT + "/Systems/" + machine.name();
    }

    /// Listens with TLS.
    ///
    /// @param address port 0 takes any
    static RedfishServer start(Machine machine, InetSocketAddress address, SSLContext tls, String password) {
        try {
            HttpsServer http = HttpsServer.create(address, 16);
            http.setHttpsConfigurator(new HttpsConfigurator(tls));
            RedfishServer server = new RedfishServer(machine, password, http);
            http.createContext("/", server::handle);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.start();
            return server;
        } catch (IOException e) {
            throw new LabException("Cannot start a power device at " + address + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    void mode(Mode next) {
        lie = machine.on() ? "On" : "Off";
        mode = next;
    }

    Mode mode() {
        return mode;
    }

    private record Answer(int status, Map<String, ?> body, Map<String, String> headers) {
        static Answer ok(Map<String, ?> body) {
            return new Answer(200, body, Map.of());
        }

        static Answer error(int status, String message) {
            return new Answer(
                    status,
                    Map.of(
                            "error",
                            Map.of(
                                    "code",
                                    "Base.1.8.GeneralError",
                                    "message",
                                    message,
                                    "@Message.ExtendedInfo",
                                    List.of(Map.of("MessageId", "Base.1.8.GeneralError", "Message", message)))),
                    Map.of());
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("OData-Version", "4.0");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            boolean empty = answer.status() == 204;
            exchange.sendResponseHeaders(answer.status(), empty ? -1 : body.length);
            if (!empty) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        byte[] body;
        try (InputStream stream = exchange.getRequestBody()) {
            body = stream.readNBytes(MAX_BODY_BYTES);
        }
        String method = exchange.getRequestMethod();
        if (method.equals("GET") && trimmed.equals(ROOT)) {
            return Answer.ok(Map.of(
                    "@odata.id",
                    ROOT,
                    "RedfishVersion",
                    "1.8.0",
                    "UUID",
                    machine.uuid(),
                    "Systems",
                    reference(ROOT + "/Systems"),
                    "SessionService",
                    reference(ROOT + "/SessionService")));
        }
        if (method.equals("POST") && trimmed.equals(SESSIONS)) {
            return openSession(body);
        }
        if (!authorized(exchange)) {
            return new Answer(
                    401,
                    Answer.error(401, "No valid session or credentials").body(),
                    Map.of("WWW-Authenticate", "Basic realm=\"redfish\""));
        }
        return switch (method) {
            case "GET" -> get(trimmed);
            case "POST" ->
                trimmed.equals(system + "/Actions/ComputerSystem.Reset")
                        ? reset(body)
                        : Answer.error(404, "There is no action " + trimmed);
            case "DELETE" -> closeSession(trimmed);
            default -> Answer.error(405, method + " is not allowed");
        };
    }

    private static Map<String, String> reference(String path) {
        return Map.of("@odata.id", path);
    }

    private Answer get(String path) {
        if (path.equals(ROOT + "/Systems")) {
            return Answer.ok(
                    Map.of("@odata.id", path, "Members@odata.count", 1, "Members", List.of(reference(system))));
        }
        if (path.equals(system)) {
            return Answer.ok(Map.of(
                    "@odata.id",
                    system,
                    "Id",
                    machine.name(),
                    "Name",
                    machine.name(),
                    "SystemType",
                    "Virtual",
                    "UUID",
                    machine.uuid(),
                    "SerialNumber",
                    machine.name(),
                    "PowerState",
                    powerState(),
                    "Actions",
                    Map.of(
                            "#ComputerSystem.Reset",
                            Map.of(
                                    "target",
                                    system + "/Actions/ComputerSystem.Reset",
                                    "ResetType@Redfish.AllowableValues",
                                    List.of("On", "ForceOff", "ForceRestart")))));
        }
        return Answer.error(404, "There is no resource " + path);
    }

    private String powerState() {
        return mode == Mode.LIES ? lie : machine.on() ? "On" : "Off";
    }

    private Answer reset(byte[] body) {
        String type;
        try {
            type = JSON.readTree(body).path("ResetType").asString("");
        } catch (JacksonException e) {
            return Answer.error(400, "The body is not JSON");
        }
        if (!List.of("On", "ForceOff", "ForceRestart").contains(type)) {
            return Answer.error(400, "ResetType takes On, ForceOff or ForceRestart, not \"" + type + "\"");
        }
        if (mode != Mode.HONEST) {
            lie = type.equals("ForceOff") ? "Off" : "On";
            return new Answer(204, Map.of(), Map.of());
        }
        if (type.equals("ForceOff") && !machine.on()) {
            return Answer.error(409, "The system is off already");
        }
        if (!type.equals("On")) {
            machine.cutPower("its power device was told to");
        }
        if (!type.equals("ForceOff")) {
            machine.powerOn();
        }
        return new Answer(204, Map.of(), Map.of());
    }

    private Answer openSession(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (known(node.path("UserName").asString(""), node.path("Password").asString(""))) {
                byte[] bytes = new byte[16];
                new SecureRandom().nextBytes(bytes);
                String token = HexFormat.of().formatHex(bytes);
                tokens.add(token);
                return new Answer(
                        201,
                        Map.of("@odata.id", SESSIONS + "/" + token, "Id", token),
                        Map.of("X-Auth-Token", token, "Location", SESSIONS + "/" + token));
            }
            return Answer.error(401, "Wrong user or password");
        } catch (JacksonException e) {
            return Answer.error(400, "The body is not JSON");
        }
    }

    private Answer closeSession(String path) {
        return path.startsWith(SESSIONS + "/") && tokens.remove(path.substring(SESSIONS.length() + 1))
                ? new Answer(204, Map.of(), Map.of())
                : Answer.error(404, "There is no session " + path);
    }

    private boolean authorized(HttpExchange exchange) {
        String token = exchange.getRequestHeaders().getFirst("X-Auth-Token");
        if (token != null) {
            return tokens.contains(token);
        }
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        if (basic == null || !basic.startsWith("Basic ")) {
            return false;
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(basic.substring(6).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon >= 0 && known(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean known(String user, String secret) {
        return MessageDigest.isEqual(user.getBytes(StandardCharsets.UTF_8), USERNAME.getBytes(StandardCharsets.UTF_8))
                && MessageDigest.isEqual(
                        secret.getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
