package io.holdfast.restmodelgenerator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ovirt.api.metamodel.analyzer.ModelAnalyzer;
import org.ovirt.api.metamodel.concepts.Model;

/// Generates the REST API's types and route table:
///
///     GeneratorMain MODEL-SOURCES-JAR SOURCES-DIRECTORY RESOURCES-DIRECTORY
///
/// Does nothing if the directories hold what this model and this generator gave before, so that the compiler sees
/// no changed file.
public final class GeneratorMain {
    private static final List<Class<?>> PARTS =
            List.of(GeneratorMain.class, Naming.class, RouteTable.class, TypeSources.class);

    private GeneratorMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException(
                    "Expected three arguments: model sources jar, directory for sources, directory for resources.");
        }
        generate(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2]));
    }

    static void generate(Path jar, Path sources, Path resources) throws IOException {
        Path stamp = resources.resolveSibling("rest-model.stamp");
        String digest = digest(jar);
        if (digest.equals(contentOrEmpty(stamp))) {
            return;
        }
        Model model = new Model();
        ModelAnalyzer analyzer = new ModelAnalyzer();
        analyzer.setModel(model);
        analyzer.analyzeSource(jar.toFile());

        empty(sources);
        TypeSources types = new TypeSources(model);
        Path directory = sources.resolve(TypeSources.PACKAGE.replace('.', '/'));
        Files.createDirectories(directory);
        for (Map.Entry<String, String> each : types.sources().entrySet()) {
            Files.writeString(directory.resolve(each.getKey() + ".java"), each.getValue());
        }
        Path tables = resources.resolve("io/holdfast/restmodel");
        Files.createDirectories(tables);
        Files.write(tables.resolve("routes.txt"), new RouteTable(model).lines());
        Files.write(tables.resolve("types.txt"), types.names());
        Files.writeString(stamp, digest);
    }

    /// Digest of the model and of the generator's own classes.
    private static String digest(Path jar) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(jar));
            for (Class<?> part : PARTS) {
                try (var in = part.getResourceAsStream(part.getSimpleName() + ".class")) {
                    if (in == null) {
                        throw new IOException("Cannot read the class file of " + part);
                    }
                    digest.update(in.readAllBytes());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String contentOrEmpty(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    private static void empty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }
}
