package io.holdfast.agent.system;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// A properties file as it stands.
public final class ConfigurationFile {
    private ConfigurationFile() {}

    /// Reads all keys and values.
    ///
    /// @throws UncheckedIOException if it cannot be read
    public static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException(
                    "Cannot read the configuration " + file,
                    e instanceof IOException failure ? failure : new IOException(e));
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    /// Makes a directory with everything above it.
    ///
    /// @throws UncheckedIOException if it cannot be made
    public static void directory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + directory, e);
        }
    }
}
