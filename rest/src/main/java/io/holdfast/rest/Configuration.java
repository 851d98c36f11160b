package io.holdfast.rest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The manager's configuration, one properties file.
///
///     key                  default
///     listen.address       0.0.0.0
///     listen.port          8443
///     tls.keystore         required; PKCS12 with the server's key and chain
///     tls.password-file    required; its password
///     database.file        required; SQLite, created when missing
///     pki.ca               required; PEM, who signs the agents' certificates
///     pki.certificate      required; PEM, ours towards agents
///     pki.key              required; PEM, PKCS 8
///     admin.password-file  required; password of admin@internal
///     console.directory    none; the built console, served at /console/
///     grace.seconds        30; how long a host may be silent before it is treated
///     log.directory        none: the log goes to standard output
///
/// A file with a password has it alone on its first line.
public record Configuration(
        InetAddress address,
        int port,
        Path keystore,
        Path keystorePassword,
        Path database,
        Path authority,
        Path certificate,
        Path key,
        Path adminPassword,
        @Nullable Path console,
        Duration grace,
        @Nullable Path log) {
    private static final List<String> KEYS = List.of(
            "listen.address",
            "listen.port",
            "tls.keystore",
            "tls.password-file",
            "database.file",
            "pki.ca",
            "pki.certificate",
            "pki.key",
            "admin.password-file",
            "console.directory",
            "grace.seconds",
            "log.directory");

    /// Reads a configuration whole.
    ///
    /// @throws IllegalArgumentException with all problems, one a line
    public static Configuration of(Properties properties) {
        return new Reading(properties).configuration();
    }

    /// The effective values in the order of the table, with where each is from.
    public Map<String, String> effective(Properties properties) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("listen.address", address.getHostAddress());
        values.put("listen.port", port);
        values.put("tls.keystore", keystore);
        values.put("tls.password-file", keystorePassword);
        values.put("database.file", database);
        values.put("pki.ca", authority);
        values.put("pki.certificate", certificate);
        values.put("pki.key", key);
        values.put("admin.password-file", adminPassword);
        values.put("console.directory", Objects.requireNonNullElse(console, "none"));
        values.put("grace.seconds", grace.toSeconds());
        values.put("log.directory", Objects.requireNonNullElse(log, "none"));
        Map<String, String> shown = new LinkedHashMap<>();
        values.forEach((name, value) ->
                shown.put(name, value + (properties.containsKey(name) ? " (configured)" : " (default)")));
        return shown;
    }

    private static final class Reading {
        private final Properties properties;
        private final List<String> problems = new ArrayList<>();

        Reading(Properties properties) {
            this.properties = properties;
        }

        Configuration configuration() {
            for (String name : new TreeSet<>(properties.stringPropertyNames())) {
                if (!KEYS.contains(name)) {
                    problems.add("Unknown key '" + name + "'; did you mean '" + nearest(name) + "'?");
                }
            }
            InetAddress address = address(text("listen.address", "0.0.0.0"));
            int port = number("listen.port", 8443, 1, 65535);
            Path keystore = file("tls.keystore");
            Path keystorePassword = file("tls.password-file");
            Path database = file("database.file");
            Path authority = file("pki.ca");
            Path certificate = file("pki.certificate");
            Path key = file("pki.key");
            Path adminPassword = file("admin.password-file");
            int grace = number("grace.seconds", 30, 1, 3600);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("\n", problems));
            }
            return new Configuration(
                    address,
                    port,
                    keystore,
                    keystorePassword,
                    database,
                    authority,
                    certificate,
                    key,
                    adminPassword,
                    optional("console.directory"),
                    Duration.ofSeconds(grace),
                    optional("log.directory"));
        }

        private String text(String name, String otherwise) {
            return properties.getProperty(name, otherwise).strip();
        }

        private Path file(String name) {
            String value = text(name, "");
            if (value.isEmpty()) {
                problems.add("Key '" + name + "' is missing");
            }
            return Path.of(value);
        }

        private @Nullable Path optional(String name) {
            String value = text(name, "");
            return value.isEmpty() ? null : Path.of(value);
        }

        private int number(String name, int otherwise, int least, int most) {
            String value = text(name, Integer.toString(otherwise));
            int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
            if (number < least || number > most) {
                problems.add("Key '" + name + "' is '" + value + "': expected " + least + " to " + most);
            }
            return number;
        }

        private InetAddress address(String value) {
            try {
                return InetAddress.getByName(value);
            } catch (UnknownHostException unknown) {
                problems.add("Key 'listen.address' is '" + value + "', which is not an address of this machine");
                return InetAddress.getLoopbackAddress();
            }
        }

        private static String nearest(String unknown) {
            String nearest = KEYS.getFirst();
            for (String key : KEYS) {
                if (distance(unknown, key) < distance(unknown, nearest)) {
                    nearest = key;
                }
            }
            return nearest;
        }

        /// How many characters have to be added, removed or changed to make one text of another.
        private static int distance(String one, String other) {
            int[] row = new int[other.length() + 1];
            for (int j = 0; j < row.length; j++) {
                row[j] = j;
            }
            for (int i = 1; i <= one.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j < row.length; j++) {
                    int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                    diagonal = row[j];
                    row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
                }
            }
            return row[other.length()];
        }
    }
}
