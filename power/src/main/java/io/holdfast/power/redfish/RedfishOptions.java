package io.holdfast.power.redfish;

import io.holdfast.power.FenceAgentSettings;
import io.holdfast.power.InvalidFenceAgentException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What a fence agent of type `redfish` can be told by options. The first five keys are the ones of the
/// community's agent; the rest is ours.
///
/// | key | meaning | if absent |
/// |---|---|---|
/// | `systems_uri` | path of the system, for example `/redfish/v1/Systems/1` | found by UUID, or the only one |
/// | `redfish_uri` | path of the service root | `/redfish/v1` |
/// | `ssl_insecure` | the device's certificate is not looked at | `0` |
/// | `ssl` (also `secure`) | TLS | `1` |
/// | `ipport` (also `port`) | TCP port | the agent's own port, else 443 or 80 |
/// | `uuid` | the system's UUID, to find it among several | the enrolled machine's |
/// | `ca` | PEM of the authority that signed the device's certificate | the JDK's authorities |
/// | `certificate_sha256` | the device's certificate, by its fingerprint (64 hex digits, colons allowed) | |
/// | `auth` | `basic` or `session` | `basic` |
///
/// @param base        scheme, host and port
/// @param root        path of the service root, no slash at its end
/// @param systemPath  path of the system if given
/// @param uuid        UUID to look for if given, lower case
/// @param trust       how the device proves that it is itself
/// @param session     true to log in and out by a session, false to send user and password with each request
record RedfishOptions(
        URI base, String root, Optional<String> systemPath, Optional<String> uuid, Trust trust, boolean session) {
    private static final Set<String> KEYS = Set.of(
            "systems_uri",
            "redfish_uri",
            "ssl_insecure",
            "ssl",
            "secure",
            "ipport",
            "port",
            "uuid",
            "ca",
            "certificate_sha256",
            "auth");

    static RedfishOptions of(FenceAgentSettings settings) {
        Map<String, String> options = settings.options();
        for (String key : options.keySet()) {
            if (!KEYS.contains(key)) {
                throw invalid(settings, "does not know the option \"" + key + "\"; known: " + new TreeSet<>(KEYS));
            }
        }
        boolean tls = flag(settings, "ssl", flag(settings, "secure", true));
        int port = port(settings, tls);
        String host = settings.address().contains(":") && !settings.address().startsWith("[")
                ? "[" + settings.address() + "]"
                : settings.address();
        String session = options.getOrDefault("auth", "basic");
        if (!session.equals("basic") && !session.equals("session")) {
            throw invalid(settings, "has auth=" + session + "; it takes basic or session");
        }
        try {
            return new RedfishOptions(
                    URI.create((tls ? "https" : "http") + "://" + host + ":" + port),
                    path(settings, options.getOrDefault("redfish_uri", "/redfish/v1")),
                    Optional.ofNullable(options.get("systems_uri")).map(path -> path(settings, path)),
                    Optional.ofNullable(options.get("uuid"))
                            .map(uuid -> uuid.strip().toLowerCase(Locale.ROOT)),
                    trust(settings),
                    session.equals("session"));
        } catch (IllegalArgumentException e) {
            throw new InvalidFenceAgentException(
                    "Fence agent " + settings.id() + " has no usable address: " + e.getMessage(), e);
        }
    }

    private static Trust trust(FenceAgentSettings settings) {
        String authority = settings.options().get("ca");
        String fingerprint = settings.options().get("certificate_sha256");
        boolean insecure = flag(settings, "ssl_insecure", false);
        int ways = (authority == null ? 0 : 1) + (fingerprint == null ? 0 : 1) + (insecure ? 1 : 0);
        if (ways > 1) {
            throw invalid(settings, "must have at most one of ca, certificate_sha256 and ssl_insecure=1");
        }
        try {
            if (authority != null) {
                return Trust.authority(authority);
            }
            if (fingerprint != null) {
                return Trust.certificate(fingerprint);
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidFenceAgentException("Fence agent " + settings.id() + ": " + e.getMessage(), e);
        }
        return insecure ? Trust.anyone() : Trust.platform();
    }

    private static int port(FenceAgentSettings settings, boolean tls) {
        String given =
                settings.options().getOrDefault("ipport", settings.options().get("port"));
        if (given == null) {
            return settings.tcpPort() != 0 ? settings.tcpPort() : tls ? 443 : 80;
        }
        try {
            int port = Integer.parseInt(given.strip());
            if (port > 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new InvalidFenceAgentException(
                    "Fence agent " + settings.id() + " has the port \"" + given + "\"; it must be a number", e);
        }
        throw invalid(settings, "has the port " + given + "; it must be 1 to 65535");
    }

    private static boolean flag(FenceAgentSettings settings, String key, boolean otherwise) {
        String value = settings.options().get(key);
        if (value == null) {
            return otherwise;
        }
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "1", "yes", "on", "true" -> true;
            case "0", "no", "off", "false" -> false;
            default -> throw invalid(settings, "has " + key + "=" + value + "; it takes yes or no");
        };
    }

    private static String path(FenceAgentSettings settings, String path) {
        String stripped = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!RedfishConnection.isLocalPath(stripped)) {
            throw invalid(settings, "has the path \"" + path + "\"; it must look like /redfish/v1/Systems/1");
        }
        return stripped;
    }

    private static InvalidFenceAgentException invalid(FenceAgentSettings settings, String what) {
        return new InvalidFenceAgentException("Fence agent " + settings.id() + " (redfish) " + what);
    }
}
